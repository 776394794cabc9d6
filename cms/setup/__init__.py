"""Putting a new site's pages in place."""
