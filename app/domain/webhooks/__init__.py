"""Webhooks: who is told what, and how often we try.

- An **endpoint** is a URL of a tenant and the event types it wants.
- A **delivery** is one event owed to one endpoint, with its attempts. Deliveries of one
  endpoint about one subject go out in the order in which things happened.
"""
