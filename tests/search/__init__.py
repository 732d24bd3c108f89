"""Search, on a database."""
