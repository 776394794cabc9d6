"""Engines behind one plan. Each turns a plan into its own query language."""
