"""The usual career conversation: once or twice a year, with time."""

from typing import Final

from app.domain.conversation_templates.builtin.kit import choice, scale, template, words

CAREER: Final = template(
    "career",
    "Career conversation",
    "Where you come from, where you would like to go, and what comes next. For an hour or so "
    "without hurry, once or twice a year.",
    revision=1,
    reflection=(
        words(
            "proud_of",
            "Looking back since we last talked, what are you glad to have done?",
            "Small things count. What did it take, and what did it show you about yourself?",
            required=True,
        ),
        words(
            "energy",
            "Which parts of your work give you energy, and which take it?",
            "Think of a day that flew by, and of one that did not.",
        ),
        words(
            "strengths",
            "What do people come to you for, and what would you like them to come to you for?",
        ),
        scale(
            "fit",
            "How well does your work today fit with where you would like to go?",
            "1: hardly at all. 5: very well. Any number is a good beginning for a conversation.",
        ),
    ),
    planning=(
        words(
            "direction",
            "If the next two years go well for you, what will your days look like?",
            "It need not be a job title: people, problems, places, or the way you work. Not to "
            "know yet is an answer, too.",
            required=True,
        ),
        choice(
            "path",
            "Which direction appeals to you most at the moment?",
            "It commits you to nothing, and may change.",
            {
                "deepen": "Going deeper in what I do",
                "lead": "Leading people or larger work",
                "move": "Trying another field or team",
                "stay": "Staying with what I do, and doing it well",
                "open": "I am still finding out",
            },
        ),
        words(
            "learning",
            "What would you like to be able to do that you cannot do yet?",
            "And where could you practise it in real work?",
        ),
    ),
    action=(
        words(
            "next_step",
            "What is one step that you would like to take before we talk again?",
            "One that you own, with a day by which it could realistically be done.",
            required=True,
        ),
        words(
            "support",
            "What would help you: time, a person, an opportunity, a word from somebody?",
            "And who could ask for it?",
        ),
    ),
)
