"""Career conversations: scheduled, prepared by both sides, held, and followed through.

- A **conversation** is one occurrence between a person and a partner (their manager, a
  mentor, a peer).
- A **preparation** is what one side wants to talk about. Both sides see both.
- A **note** has an audience that its author knows before writing it.
- A **next step** that both agree on is a milestone in the person's plan; the conversation
  remembers which.
"""
