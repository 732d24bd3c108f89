"""Reflections and what grows from them, on a database."""
