"""Running the product on a machine, tried on a machine."""
