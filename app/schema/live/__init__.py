"""Subscriptions: what can be followed, and what is told of each event."""
