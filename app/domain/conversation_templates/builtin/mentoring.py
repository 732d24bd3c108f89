"""A conversation of a mentor and the person whom they accompany."""

from typing import Final

from app.domain.conversation_templates.builtin.kit import choice, template, words

MENTORING: Final = template(
    "mentoring",
    "Mentoring conversation",
    "For two people who do not report to each other, and would like one to learn from what the "
    "other has seen. Both of you prepare.",
    revision=1,
    reflection=(
        words(
            "situation",
            "What is happening in your work that you would like to think about with somebody?",
            "A decision, a person, a pattern, a hope. Tell it as you would tell a friend.",
            required=True,
        ),
        words(
            "tried",
            "What have you tried so far, and what did you notice?",
            "What did not work out often teaches the most.",
        ),
        words(
            "since_last_time",
            "What became of the ideas from our last conversation?",
            "Used, changed or left aside: all of it is worth knowing.",
        ),
    ),
    planning=(
        words(
            "would_like",
            "What would you like to understand, decide or be able to do?",
            required=True,
        ),
        choice(
            "kind_of_help",
            "What would help you most in this conversation?",
            "It helps to say so at the beginning, and to change your mind on the way.",
            {
                "listen": "Somebody who listens and asks",
                "experience": "Hearing how you went about it",
                "ideas": "Finding ideas together",
                "practise": "Trying something out together",
                "introduce": "Getting to know somebody",
            },
        ),
        words(
            "options",
            "Which ways do you see from here, and which of them draws you?",
        ),
    ),
    action=(
        words(
            "experiment",
            "What will you try before we meet again?",
            "Small enough that it fits into an ordinary week.",
            required=True,
        ),
        words(
            "between_us",
            "What would make our next conversation even more useful to you?",
        ),
    ),
)
