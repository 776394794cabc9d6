"""Amounts of money in whole fen."""
