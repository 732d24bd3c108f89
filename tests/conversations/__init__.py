"""Conversations, as they are asked for."""
