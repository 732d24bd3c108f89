"""A conversation with somebody who comes back after a longer time away."""

from typing import Final

from app.domain.conversation_templates.builtin.kit import choice, scale, template, words

RETURNING_FROM_LEAVE: Final = template(
    "returning_from_leave",
    "Returning from leave",
    "For the weeks around a return: a welcome, what has changed, and a pace that suits you. Why "
    "you were away, and how that was, you tell only if you would like to.",
    revision=1,
    reflection=(
        scale(
            "ready",
            "How do you feel about being back?",
            "1: unsure. 5: very ready. It may well change from day to day.",
        ),
        words(
            "looking_forward",
            "What do you look forward to, and what do you think of with mixed feelings?",
            required=True,
        ),
        words(
            "changed",
            "What has changed for you, in what you need or in what you want?",
            "Hours, places, priorities, interests. Say as much or as little as you like.",
        ),
        words(
            "catch_up",
            "What would you like to know about what happened here in the meantime?",
        ),
    ),
    planning=(
        choice(
            "pace",
            "Which pace would suit you in the first weeks?",
            "We can look at it again whenever you like.",
            {
                "gradual": "Step by step, with less at the beginning",
                "familiar": "Beginning with what I know well",
                "full": "Everything from the first day",
                "unsure": "I would like to find out as I go",
            },
        ),
        words(
            "pick_up",
            "Which of your plans would you like to pick up, and which would you rather change or "
            "let go?",
            "Nothing has to go on just because it was begun.",
            required=True,
        ),
        words(
            "direction",
            "Has your idea of where you would like to go changed?",
        ),
    ),
    action=(
        words(
            "first_weeks",
            "What should the first two weeks hold, and what should they leave out?",
        ),
        words(
            "support",
            "Who or what would make the return easier?",
            "Somebody to ask, time to read, meetings to skip, a regular word with each other.",
        ),
        words(
            "next_talk",
            "When should we look at all of this again?",
        ),
    ),
)
