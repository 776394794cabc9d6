"""Is the site well? Answers for people on duty and for their machines."""
