"""Career conversations: scheduled, prepared by both sides, held, and followed through.

- A **conversation** is one occurrence between a person and a partner (their manager, a
  mentor, a peer). What it may become is in `lifecycle`.
- A **move** is another date that one of the two made, and why.
- A **preparation** is what one side wants to talk about, and their **answers** to the questions of
  the template version that the conversation keeps. Both sides see both.
- A **note** has an audience that its author knows before writing it.
- A **next step** that both agree on is a milestone in the person's plan; the conversation
  remembers which.
"""
