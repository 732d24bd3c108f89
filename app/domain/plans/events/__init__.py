"""What happens to plans that other systems are told about. One file for each noun."""
