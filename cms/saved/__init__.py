"""Searches that a person keeps, to be told when something new appears."""
