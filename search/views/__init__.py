"""Pages of search for operators, and the count of clicks."""
