"""Keys of people: what operators do with those that seal what people wrote.

Texts of before are sealed, keys are wrapped anew with another master key, and a person's key is
destroyed, and with it all that it sealed. No door leads here: `career keys` does, and the worker.
"""
