"""The SQL of conversation templates. One file for each noun."""
