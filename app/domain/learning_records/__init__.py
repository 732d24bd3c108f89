"""Learning records: what learning systems report of people (xAPI), and what became of it.

- A **statement** is what a learning system says: who did what with which course. It is kept as it
  came, once for each of its ids, whether or not anybody can make anything of it.
- A **record** is the statement with what it led to: the milestones of the person that name the
  course are begun or reached, by the rules of plans. People and courses that nobody knows yet are
  looked for again, for half a year.
"""
