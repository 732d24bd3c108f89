"""Summaries, and how conversations are closed."""
