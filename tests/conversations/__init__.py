"""Conversations, from the first point to the last word."""

"""Notes, and who reads them."""
