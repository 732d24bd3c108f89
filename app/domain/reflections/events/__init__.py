"""What happens around reflections that others are told about: never of a reflection itself."""
