"""Calendar feeds, as calendar programs read them."""
