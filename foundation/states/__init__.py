"""State machines written as tables."""
