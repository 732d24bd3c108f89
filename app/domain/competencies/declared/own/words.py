"""What each field of our own format means, for the editors of those who write it."""

from typing import Any, Final, NamedTuple

from app.domain.competencies.declared.sink import Kind


class Word(NamedTuple):
    """A field: what it means, and what one may write."""

    meaning: str
    example: Any


_TRANSLATED: Final = "What reads differently in another language, by its BCP 47 tag."
_EXTRA: Final = "Anything else that another system says; kept as it is."
_IDENTIFIER: Final = "What another system calls it; lets the code change."
_FRAMEWORK: Final = {
    "code": Word("What the model is known by, from version to version.", "engineering"),
    "title": Word("What people call the model.", "Engineering competencies"),
    "version": Word("A label for people; it decides nothing.", "2026.2"),
    "language": Word("The language of all texts, as a BCP 47 tag; `en` when absent.", "en"),
    "description": Word("What the model is for.", "What we expect of each other."),
    "identifier": Word(_IDENTIFIER, "6f1c2a3e-7f0b-5b7e-9d43-0a4f6f3f9b01"),
    "translations": Word(_TRANSLATED, {"de": {"title": "Kompetenzen der Technik"}}),
    "extra": Word(_EXTRA, {"publisher": "Northwind"}),
}
_LEVEL: Final = {
    "code": Word("What the level is known by.", "L2"),
    "name": Word("What people call the level.", "Practising"),
    "rank": Word("Higher is further on; 1, 2, 3 in the order of the list when absent.", 2),
    "description": Word("What the level means for every competency.", "Works alone."),
    "replaces": Word("The levels that this one stands for from now on.", ["P1", "P2"]),
    "translations": Word(_TRANSLATED, {"de": {"name": "Anwendend"}}),
}
_COMPETENCY: Final = {
    "code": Word("What the competency is known by for good.", "COM.1"),
    "edition": Word("Counts up when the code gets another meaning; 1 when absent.", 2),
    "identifier": Word(_IDENTIFIER, "1b2f3c4d-0000-5000-8000-000000000001"),
    "name": Word("What people call the competency.", "Writing"),
    "statement": Word("What somebody who has it does.", "Writes so that others can act on it."),
    "category": Word("The group that it is shown in.", "Collaboration"),
    "levels": Word(
        "What it looks like at each level, by the level's code.",
        {"L1": "Says what is unclear.", "L2": "Adapts to the audience."},
    ),
    "educationLevels": Word("For whom it is, in the source's own words.", ["06"]),
    "replaces": Word(
        "The competencies that it stands for from now on; its own code means its last edition.",
        ["TALK"],
    ),
    "translations": Word(_TRANSLATED, {"de": {"name": "Schreiben"}}),
    "extra": Word(_EXTRA, {"notes": "Agreed in May."}),
}
_ASSOCIATION: Final = {
    "origin": Word("The competency that the link begins at, by its code.", "COM"),
    "type": Word("What the link means, in CASE's words.", "isRelatedTo"),
    "destination": Word("The competency that it leads to, by its code.", "COM.1"),
    "outsideIdentifier": Word("What it leads to outside of the model, by its identifier.", "1.2"),
    "outsideUri": Word("The same by its URI.", "https://example.org/skill/1"),
    "outsideTitle": Word("What people call it there.", "Communication"),
    "identifier": Word("What another system calls the link.", "urn:link:1"),
    "sequence": Word("Its place among links of the same kind.", 1),
    "extra": Word(_EXTRA, {"notes": "By the authors."}),
}
_ROLE: Final = {
    "code": Word("What the role is known by for good.", "ENG-2"),
    "title": Word("What people call the role.", "Engineer"),
    "family": Word("The group of roles that it belongs to.", "Engineering"),
    "track": Word("Whether it grows in the craft or in leading others.", "expert"),
    "level": Word("How far it is on its track, from 1.", 2),
    "description": Word("What the role is for.", "Delivers features alone."),
    "identifier": Word(_IDENTIFIER, "urn:role:eng-2"),
    "requires": Word(
        "The competencies that it needs and at which level; all are essential unless told.",
        {"COM": "L2", "COM.1": {"level": "L1", "essential": False}},
    ),
    "translations": Word(_TRANSLATED, {"de": {"title": "Ingenieurin"}}),
    "extra": Word(_EXTRA, {"payBand": "C"}),
}
_PATHWAY: Final = {
    "from": Word("The role that one comes from; none for an entry from outside.", "ENG-2"),
    "to": Word("The role that one comes to.", "ENG-3"),
    "kind": Word("What kind of step it is.", "promotion"),
    "description": Word("When somebody takes it.", "Has led a project."),
}
WORDS: Final = {
    Kind.FRAMEWORK: _FRAMEWORK,
    Kind.LEVEL: _LEVEL,
    Kind.COMPETENCY: _COMPETENCY,
    Kind.ASSOCIATION: _ASSOCIATION,
    Kind.ROLE: _ROLE,
    Kind.PATHWAY: _PATHWAY,
}
TITLES: Final = {
    "framework": "What the model says of itself.",
    "scale": "The levels, from the lowest to the highest.",
    "competencies": "What people grow in; their order is kept.",
    "associations": "Links between competencies, or to something outside.",
    "roleProfiles": "What is expected of whoever has a role.",
    "pathways": "Ways from one role to another.",
}
