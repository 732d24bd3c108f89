"""Operations to begin with, as GraphiQL offers them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Example:
    """One operation, and variables that it can be tried with."""

    title: str
    query: str
    variables: str = "{}"


EXAMPLES: Final = (
    Example(
        "My plans",
        """\
# Paste an access token above, and leave the field. Then press Ctrl-Enter.
# The menu above has more examples; Ctrl-Space completes what you write.
query MyPlans {
  me {
    displayName
    manager { displayName }
    plans {
      title
      status
      goals { title milestones { title dueOn status owner { displayName } } }
    }
  }
}
""",
    ),
    Example(
        "What waits for me",
        """\
# The inbox: what to do, to accept, to agree to, to review, to prepare.
query Inbox {
  work(first: 20) {
    edges {
      node {
        kind
        title
        dueOn
        dueSoon
        missed
        person { displayName }
        milestone { status progress plan { title } }
        conversation { scheduledAt topic }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
""",
    ),
    Example(
        "Steps whose day has passed",
        """\
# A good moment to ask what would help.
query PastTheirDay {
  milestones(missed: true, sort: DUE_FIRST, first: 20) {
    edges { node { title dueOn status owner { displayName } person { displayName } } }
  }
}
""",
    ),
    Example(
        "A page, and the next one",
        """\
# Put the `endCursor` of the answer into the variable `after`, and ask again.
query People($after: String) {
  people(first: 3, after: $after) {
    edges { cursor node { displayName title department } }
    pageInfo { hasNextPage endCursor }
  }
}
""",
        '{ "after": null }',
    ),
    Example(
        "Conversations, and what came of them",
        """\
query Conversations {
  conversations(first: 5) {
    edges {
      node {
        topic
        status
        scheduledAt
        person { displayName }
        partner { displayName }
        nextSteps { title dueOn status owner { displayName } goal { title } }
      }
    }
  }
}
""",
    ),
    Example(
        "A change that may be refused",
        """\
# The version is the one that you decided on. What comes back is the step, or why not:
# with the ids as they stand here, that there is no such step.
mutation Start($input: StartMilestoneInput!) {
  startMilestone(input: $input) {
    ... on Milestone { id status version }
    ... on Refusal { code message }
    ... on InvalidInput { errors { pointer detail } }
  }
}
""",
        '{ "input": { "milestoneId": "00000000-0000-0000-0000-000000000000", "ifVersion": 1 } }',
    ),
    Example(
        "Told as it happens",
        """\
# Stays open, over a WebSocket: your inbox now, and whenever it becomes another one.
subscription Inbox {
  inboxChanged(first: 5) {
    cursor
    work { edges { node { kind title dueOn } } }
  }
}
""",
    ),
)
