"""What can be typed by sound or by prefix: the dictionary of words in visible titles."""
