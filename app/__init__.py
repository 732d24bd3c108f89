"""Career Conversations."""
