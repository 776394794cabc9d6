"""Keeping a cluster in step with the documents: waiting changes, the feed, rebuilding, checking."""
