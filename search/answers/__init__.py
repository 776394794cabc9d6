"""From a typed text to an answer: the ladder, the order of hits, highlights and suggestions."""
