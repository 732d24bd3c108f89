"""Conversation templates on the real database."""
