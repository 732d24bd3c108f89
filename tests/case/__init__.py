"""Competency models written as CASE 1.1, in our own format and as tables, and who may read them."""
