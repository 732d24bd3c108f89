"""Access: which machines may come in, and with what.

- An **API client** is a vendor or a script: it has scopes, and proves itself by a secret or by
  its own key. Its `clientId` names the tenant too, so that nothing has to be looked up across
  tenants.
- A **secret** is shown once; a hash is kept. A client can have several, so that they can change
  without a moment in which none is valid.
- A **client assertion** is what a client signs with its own key. Each is good once.
"""
