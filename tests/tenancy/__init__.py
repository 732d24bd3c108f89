"""Tenants share nothing: asked of every table, of the catalogue, and of reads side by side."""
