"""Documents that people take away: PDF and spreadsheets."""
