"""The design system on the server: covers, preferences, words for numbers and dates, and the style guide."""
