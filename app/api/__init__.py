"""The REST door: no rules, no SQL. One file per feature: a table of routes to use cases."""
