"""Views that are not pages in the tree."""
