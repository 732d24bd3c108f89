"""Who has met whom, and how regularly. Never what was said.

- **Coverage** of a person: when they met their manager, and when they will. For their manager
  and their people partner.
- A **coverage group** is the same of a department, a location, a team or the organisation, in
  numbers that single nobody out: `anonymity` has the rule.
"""
