"""Composition root: settings, addresses, servers, deployment."""
