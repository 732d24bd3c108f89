"""Issuers: whose access tokens count besides our own.

- A **trusted issuer** is an organisation's own identity provider. Its tokens may speak for the
  people of that organisation only, and have no more than the scopes that were agreed. Who
  controls it can become any of these people, so operators alone say whom to trust.
"""
