"""What stands around every page: the site's details and its navigation."""
