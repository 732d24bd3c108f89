"""The SQL of conversations. One file for each noun."""
