"""Development plans: what a person will get better at, by when, and who helps.

- A **plan** belongs to one person.
- A **goal** says what and why.
- A **milestone** is the owned, dated, measurable step. A next step agreed in a
  conversation is one too: owners and deadlines live in one table.

A plan is the aggregate: whoever adds to it locks the plan; whoever works on one
milestone locks that milestone alone.
"""
