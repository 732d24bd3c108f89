"""Texts that are sealed at rest, each with a key of the person who wrote it.

A column that is sealed is two: `body`, where versions before this one kept it in plain, and
`sealed_body`: the id of the key, and what the key sealed. The key itself is a row of `person_key`,
sealed by a key that is not in the database. Where it is erased, so is every text that it sealed.

PostgreSQL builds the JSON of an answer and cannot open anything, so it writes a mark where the
text belongs, with all that is needed to open it; `opened` puts the texts there. A mark begins with
a control character that no input may hold, and with digits that are drawn anew for each time that
a statement runs: what somebody wrote cannot be taken for one, whatever they know.
"""
