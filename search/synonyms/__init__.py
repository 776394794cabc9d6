"""Everyday wording: operators say which words mean the same."""
