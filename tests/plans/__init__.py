"""Plans, on the real database."""
