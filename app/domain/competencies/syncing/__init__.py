"""A declared model against what is stored: compared, told, carried out, as a whole."""
