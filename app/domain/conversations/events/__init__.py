"""What happens to conversations that other systems are told about. Never what was said."""
