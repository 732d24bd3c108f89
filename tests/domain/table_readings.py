"""Tables as tests read them."""

import io

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.tables import read_table
from tests.domain.recording_sink import RecordingSink

SALT = "Identifier,fullStatement,Human Coding Scheme,Is Child Of,Is Related To,Notes\n"


RSD = "Skill Name,Contextualized Skill Statement,Skill Category,Alignment Title,Alignment\n"


ESCO = "conceptType,conceptUri,preferredLabel,skillType,description,broaderConceptUri,status\n"


def read(text: str, format: str, **defaults: str) -> RecordingSink:
    sink = RecordingSink()
    read_table(io.StringIO(text, newline=""), format, sink, Defaults(**defaults))
    return sink


def salt(rows: str, **defaults: str) -> RecordingSink:
    return read(SALT + rows, "opensalt_csv", **defaults)
