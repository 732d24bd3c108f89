"""The questions that people are asked to reflect on, in the order in which they take turns.

An id is kept with what was answered, so it never changes and is never used again. A question that
is not asked any more stays here, `asked=False`, since somebody may still have it before them.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Prompt:
    id: str
    question: str
    asked: bool = True


PROMPTS: Final = (
    Prompt("energy", "What gave you energy lately, and when did you notice it?"),
    Prompt("proud", "What did you do that you would like to remember a year from now?"),
    Prompt("learned", "What do you understand today that you did not a few weeks ago?"),
    Prompt("thanks", "Who made something easier for you, and have they heard it from you?"),
    Prompt("unplanned", "What turned out differently than you thought, and what did it show you?"),
    Prompt("strength", "Which of your strengths did you use, and where would you like more of it?"),
    Prompt("curious", "What are you curious about at the moment?"),
    Prompt("drain", "What took more out of you than it gave back?"),
    Prompt("ask", "What would you like to ask for, if asking were easy?"),
    Prompt("words", "What did somebody say to you that stayed with you?"),
    Prompt("try", "What is one small thing that you would like to try next?"),
    Prompt("letting_go", "What could you stop doing, and who would notice?"),
    Prompt("courage", "Where did you do something although you were unsure?"),
    Prompt("help_given", "Whom did you help to grow, and what did you do?"),
    Prompt("values", "When did your work feel like yours, and when did it not?"),
    Prompt("stuck", "Where are you stuck, and what would a good friend ask you about it?"),
    Prompt("tomorrow", "If tomorrow were a very good day at work, what would happen?"),
    Prompt("craft", "Which part of your craft would you like to practise?"),
    Prompt("decision", "Which decision are you turning over, and what do you know already?"),
    Prompt("people", "With whom would you like to work more closely, and why?"),
    Prompt("rest", "What helps you to come back rested?"),
    Prompt("feedback", "What feedback would help you now, and who could give it?"),
    Prompt("changed_mind", "What did you change your mind about?"),
    Prompt("future", "When you think of yourself in three years, what do you hope is true?"),
    Prompt("enough", "What is already good enough as it is?"),
    Prompt("unseen", "What good work of yours did hardly anybody see?"),
    Prompt("next_talk", "What would you like your next career conversation to be about?"),
    Prompt("advice", "What would you tell somebody who begins where you began?"),
)

KNOWN: Final = {one.id: one for one in PROMPTS}


def following(prompt_id: str | None = None) -> Prompt:
    """The question whose turn it is after this one; after the last, the first again."""
    places = [one.id for one in PROMPTS]
    begin = places.index(prompt_id) + 1 if prompt_id is not None else 0
    return next(one for one in (*PROMPTS[begin:], *PROMPTS) if one.asked)
