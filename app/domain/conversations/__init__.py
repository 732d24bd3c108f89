"""Career conversations: scheduled, prepared by both sides, held, and followed through.

- A **conversation** is one occurrence between a person and a partner (their manager, a
  mentor, a peer). What it may become is in `lifecycle`.
- A **series** is a lasting pair with a cadence; the clock keeps its next conversations made.
- A **cadence setting** says how often people meet: for the organisation, a team or a person.
- A **move** is another date that one of the two made, and why.
- A **talking point** is one thing that one of the two wants to talk about. They tick it off
  together; what stays open is carried over to their next conversation.
- A **preparation** is what else one side brings: their hopes, and their **answers** to the
  questions of the template version that the conversation keeps. Both sides see both.
- A **note** has an audience that its author knows before writing it.
- An **extract** is what somebody chose from a reflection of theirs for both to read. The
  reflection itself stays theirs.
- A **preparation** is what one side wants to talk about. Both sides see both.
- A **note** has an audience that its author knows before writing it: themself, the two, or
  people they name. A **widening** has more people read it; a **tombstone** is what is left for
  who can read it no longer.
- An **access** lets somebody who does not take part read a conversation, for some hours: with a
  reason, by a second person, and told to the two. It never opens a note of its author alone.
- A **next step** that both agree on is a milestone in the person's plan; the conversation
  remembers which.
"""
