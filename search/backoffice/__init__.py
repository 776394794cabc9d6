"""Wagtail's own search in the admin, over the same pairs of characters as the search of the site."""
