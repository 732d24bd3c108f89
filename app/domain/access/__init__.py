"""Access: which machines may come in, and with what.

- An **API client** is a vendor or a script: it has scopes, and secrets of which only
  hashes are kept. Its `clientId` names the tenant too, so that nothing has to be looked
  up across tenants.
"""
