"""Calendar feeds: what a person has to do and with whom they talk, in the calendar they use anyway.

A feed is an address with a secret in it, which calendar programs read without a token. It
shows what its person may read themself, and no word of notes or preparations.
"""
