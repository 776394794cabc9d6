"""Putting the demo city in place. Every part looks for what is there by its natural key and adds only what is missing."""
