"""THE DIRECTORY'S DOOR: SCIM 2.0 (RFC 7643, RFC 7644) for identity providers and HRIS.

The protocol is `scim2-server`'s. Here is what it meets: tokens, the use cases of people, the
translation of documents and filters, and the manners of the directories that are out there.
"""
