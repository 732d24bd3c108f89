"""The SQL of reflections. One file for each noun."""
