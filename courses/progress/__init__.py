"""What of a lesson a person has watched, kept as a set of seconds and sealed piece by piece."""
