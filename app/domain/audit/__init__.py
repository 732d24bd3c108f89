"""The audit: who did or read what of whom, shown to those whose it was, and checked.

- An **entry** is one fact of the trail (`app/domain/trail.py`): who, what, when, to whom, with
  which outcome. It holds no word that a person wrote, and is never changed or removed.
- A person sees the entries that are about them: who looked at what is theirs.
"""
