"""What can be found: typed documents, the owners that supply them, and the table that holds them."""
