"""The SQL of plans. One file for each noun."""
