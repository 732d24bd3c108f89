"""What people settle."""
