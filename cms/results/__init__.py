"""The catalogue and the results of a search: one page, with or without words."""
