"""What waits for somebody: one list of what plans and conversations ask of them."""
