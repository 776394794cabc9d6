"""Trials: a foreign catalogue in a scratch index, searched through the product's own code."""
