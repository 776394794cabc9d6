"""Home, news, standard pages and the ten landing pages."""
