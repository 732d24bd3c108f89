"""Competency models: what people grow in, level by level.

- A **framework** is synced from a declared source: our own YAML or JSON, or CASE.
- A **competency** is never deleted: one that the source no longer names is retired.
- `declared/` reads the sources; it knows no database.
"""
