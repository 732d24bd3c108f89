"""What learning record stores are told, and whether they would take it."""
