"""How summaries and closed conversations refuse."""
