"""Keeping scenarios: the store, recovery after a refresh, links."""
