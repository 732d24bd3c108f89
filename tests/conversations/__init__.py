"""Notes, and who reads them."""
