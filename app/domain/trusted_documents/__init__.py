"""Trusted documents: the operations of GraphQL that an organisation's own programs send by id.

A document is known by the SHA-256 of its text, so registering it again changes nothing, and an
id never means another text. Retired ones are executed no more; registering brings them back.
"""
