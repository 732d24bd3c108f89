"""People: who works here, and who stands in which relation to whom.

- A **tenant** is one customer organisation.
- A **person** comes from the HRIS and is known by its `externalId`.
- A **relationship** (manager, mentor, sponsor, people partner, cover) goes from one person
  to another and has a first day and, later, a last one. Rights follow it. Managers are the
  organisation chart, which is a tree on every day.
"""
