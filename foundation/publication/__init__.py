"""The state of publication as one number, and what may be remembered until it changes."""
