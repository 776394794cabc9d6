"""The ledger of learning hours."""
