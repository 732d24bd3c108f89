"""A short look at how things are, between two longer conversations."""

from typing import Final

from app.domain.conversation_templates.builtin.kit import scale, template, words

CHECK_IN: Final = template(
    "check_in",
    "Check-in",
    "How things are going, and whether the steps you agreed on still fit. For half an hour every "
    "month or two.",
    revision=1,
    reflection=(
        scale(
            "how_it_is",
            "How are things for you at the moment?",
            "1: hard going. 5: very good. You say as much about it as you like.",
        ),
        words(
            "since_last_time",
            "What has happened since we last talked that is worth telling?",
            "Something that went well, something that surprised you, something you learned.",
            required=True,
        ),
        words(
            "on_your_mind",
            "What is on your mind that we have not talked about yet?",
        ),
    ),
    planning=(
        words(
            "still_fits",
            "Do the steps we agreed on still fit with what is going on?",
            "Plans change for good reasons. What would you move, drop, or make smaller?",
            required=True,
        ),
        words(
            "matters_most",
            "What matters most to you in the weeks ahead?",
        ),
    ),
    action=(
        words(
            "next_step",
            "What is the next small step, and when would be a good day for it?",
        ),
        words(
            "support",
            "What would make it easier, and who could help with that?",
        ),
    ),
)
