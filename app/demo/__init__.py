"""The demonstration organisation, and the story that shows what the product is for."""
