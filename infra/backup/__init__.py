"""Copies of everything that cannot be made again: the database and the files people gave us."""
