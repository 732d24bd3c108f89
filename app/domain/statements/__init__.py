"""Learning statements (xAPI): what becomes of plans, goals and milestones, as a learning record
store hears it.

A statement says no more than the event that it is made from, and who: ids, a status and dates,
never a word that a person wrote.
"""
