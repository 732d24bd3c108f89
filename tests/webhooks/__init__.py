"""Webhooks: what is owed, what became of it, and asking for it again."""
