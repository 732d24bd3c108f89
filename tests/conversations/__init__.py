"""Conversations, from the first point to the last word."""
