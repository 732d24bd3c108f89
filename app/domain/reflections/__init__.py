"""Reflections: what a person writes for themself, before anything is planned.

Only the author ever reads one. A goal may grow from it, and then says so to the author alone.
Other systems are not told that a reflection exists.

- A **rhythm** says how often somebody wants to be asked one of our questions (`prompts`).
- A **learning moment** is what somebody who leads makes of what they learned, for others to read.
"""
