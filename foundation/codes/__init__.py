"""Public codes with a check character, and signed tokens."""
