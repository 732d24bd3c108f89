"""People and groups as a directory (an identity provider, over SCIM) keeps them.

A directory writes whole documents, reads back what it wrote, and finds them by any attribute.
Nothing is ever gone: who is deleted there has left here.
"""
