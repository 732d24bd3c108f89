"""How lists behave in a large organisation."""
