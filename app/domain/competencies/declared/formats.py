"""The formats of competency models that can be read."""

from enum import StrEnum
from typing import Final


class Format(StrEnum):
    """What a model is written in.

    `own_json`: Our own format, as JSON. `own_yaml`: Our own format, as YAML. `case`: A package of
    CASE 1.0 or 1.1. `opensalt_csv`: A table of OpenSALT. `rsd_csv`: A table of Rich Skill
    Descriptors. `esco_csv`: A table of ESCO. `ladder_json`: A career ladder as JSON.
    `ladder_yaml`: A career ladder as YAML. `ladder_markdown`: A career ladder as Markdown.
    """

    OWN_JSON = "own_json"
    OWN_YAML = "own_yaml"
    CASE = "case"
    OPENSALT_CSV = "opensalt_csv"
    RSD_CSV = "rsd_csv"
    ESCO_CSV = "esco_csv"
    LADDER_JSON = "ladder_json"
    LADDER_YAML = "ladder_yaml"
    LADDER_MARKDOWN = "ladder_markdown"


RECOGNISED_BY: Final = {
    Format.OWN_JSON: "JSON with framework and competencies",
    Format.OWN_YAML: "YAML with framework and competencies",
    Format.CASE: "JSON with CFDocument and CFItems, also below other keys",
    Format.OPENSALT_CSV: "a header with fullStatement and Identifier or Human Coding Scheme",
    Format.RSD_CSV: "a header with Skill Name and Contextualized Skill Statement",
    Format.ESCO_CSV: "a header with conceptUri and preferredLabel",
    Format.LADDER_JSON: "JSON with tracks and milestones, or topics and levels, and no framework",
    Format.LADDER_YAML: "YAML with the same",
    Format.LADDER_MARKDOWN: "Markdown that begins with --- and YAML, or a name that ends in .md",
}
OWN_KEYS: Final = frozenset({"framework", "competencies"})
CASE_KEYS: Final = frozenset(
    {"CFPackage", "CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics"}
)
BOTH: Final = "is both our own format (framework) and a CASE package (CFDocument): keep one"
TABLES: Final = frozenset({Format.OPENSALT_CSV, Format.RSD_CSV, Format.ESCO_CSV})
LADDERS: Final = frozenset({Format.LADDER_JSON, Format.LADDER_YAML, Format.LADDER_MARKDOWN})


def unsure(what: str) -> str:
    """What is said of something that is in none of the formats."""
    known = "; ".join(f"{format} is recognised by {by}" for format, by in RECOGNISED_BY.items())
    return f"{what}: name its format, or give one of these: {known}"
