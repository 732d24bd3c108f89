"""A competency model as an organisation declares it, whatever format it was written in.

The readers beside this module make one; syncing compares it with what is stored. It is a
value: no database, no clock, and equal content means an equal `content_hash()`.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)

from app.domain.competencies.declared.findings import (
    MAX_NOTICES,
    Findings,
    ModelRefused,
    Notice,
    Problem,
    pointer,
)
from app.domain.competencies.declared.structure import problems_of_structure

MAX_COMPETENCIES: Final = 5_000
MAX_ASSOCIATIONS: Final = 20_000
MAX_LEVELS: Final = 50
MAX_CODE: Final = 120
MAX_TITLE: Final = 300
MAX_PROSE: Final = 4_000
MAX_URI: Final = 2_000
SLUG: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

_SPACES = re.compile(r"\s+")
# C0 and C1 controls and the bidirectional overrides, as everywhere in the product.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def on_one_line(text: str) -> str:
    """The same text with every run of whitespace as one space, trimmed."""
    return _SPACES.sub(" ", text).strip()


def _line(text: str) -> str:
    text = on_one_line(text)
    if _UNPRINTABLE.search(text):
        raise ValueError("has a NUL, a control character or a bidirectional override")
    return text


def _prose(text: str) -> str:
    if _UNSTORABLE.search(text):
        raise ValueError("has a NUL, a control character or a bidirectional override")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError("should be lower-case letters and digits, with single - . or _ between")
    return text


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise ValueError("should be a BCP 47 language tag, such as en or pt-BR")
    return text


Code = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_CODE),
    AfterValidator(_line),
]
Line = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_TITLE),
    AfterValidator(_line),
]
Prose = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=MAX_PROSE),
    AfterValidator(_prose),
]
Reference = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_URI),
    AfterValidator(_line),
]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeclaredLevel(_Declared):
    """One step of the scale. A higher `rank` is a higher level; no two share one."""

    code: Code
    name: Line
    rank: int = Field(strict=True, ge=0, le=10_000)


class LevelDescriptor(NamedTuple):
    """What a competency looks like at one level of the scale, named by its code."""

    level: Code
    descriptor: Annotated[Prose, Field(min_length=1)]


class DeclaredCompetency(_Declared):
    """One competency.

    `code` is what people call it; `identifier`, where the source has one, outlives a new code.
    `parent` is the code of the competency above, `None` at the top; `position` is its place
    among those with the same parent, from 0. `education_levels` are the source's own words.
    """

    code: Code
    name: Line
    statement: Prose = Field(min_length=1)
    identifier: Reference | None = None
    parent: Code | None = None
    category: Line | None = None
    position: int = Field(default=0, strict=True, ge=0, le=2**31 - 1)
    levels: tuple[LevelDescriptor, ...] = Field(default=(), max_length=MAX_LEVELS)
    education_levels: tuple[Line, ...] = Field(default=(), max_length=MAX_LEVELS)


class DeclaredAssociation(_Declared):
    """A link from a competency (`origin`, a code) to another (`destination`, a code) or to
    something outside the model, which is named by identifier, URI or both.

    Being a child is not among them: that is `DeclaredCompetency.parent`. The one exception is
    a parent outside the model. `type` is CASE's word, such as `isRelatedTo` or `precedes`.
    """

    origin: Code
    type: Code
    destination: Code | None = None
    outside_identifier: Reference | None = None
    outside_uri: Reference | None = None
    outside_title: Line | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        outside = self.outside_identifier or self.outside_uri
        if (self.destination is None) == (outside is None):
            raise ValueError("leads either to a competency of the model or to something outside it")
        return self


class DeclaredModel(_Declared):
    """A whole framework: its scale, its competencies as a tree, and the links between them.

    `code` identifies the framework across versions: lower-case letters, digits and `-._`.
    `language` is a BCP 47 tag. Whatever is wrong, anywhere, is raised as one `ModelRefused`.
    """

    code: Annotated[Code, AfterValidator(_slug)]
    title: Line
    version_label: Code | None = None
    language: Annotated[Code, Field(max_length=35), AfterValidator(_language)] = "en"
    description: Prose = ""
    source: Literal["own", "case"]
    source_identifier: Reference | None = None
    scale: tuple[DeclaredLevel, ...] = Field(default=(), max_length=MAX_LEVELS)
    competencies: tuple[DeclaredCompetency, ...] = Field(default=(), max_length=MAX_COMPETENCIES)
    associations: tuple[DeclaredAssociation, ...] = Field(default=(), max_length=MAX_ASSOCIATIONS)
    notices: tuple[Notice, ...] = Field(default=(), max_length=MAX_NOTICES)

    @model_validator(mode="wrap")
    @classmethod
    def _refuse_for_every_reason(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Structure is looked at even where shapes are wrong, so that one try tells all."""
        problems: list[Problem] = []
        model = None
        try:
            model = handler(data)
        except ValidationError as error:
            problems += _problems_of_shape(error)
        if isinstance(data, Mapping):
            problems += problems_of_structure(data)
        if model is None or problems:
            raise ModelRefused(problems)
        return model

    def content_hash(self) -> str:
        """SHA-256, in hex, of everything but the notices.

        It does not depend on the order of anything (a competency's `position` is content, its
        place in the list is not) nor on how whitespace is spread.
        """
        content = self.model_dump(exclude={"notices"})
        for competency in content["competencies"]:
            competency["levels"] = dict(competency["levels"])
        return sha256(_canonical(content).encode()).hexdigest()


def declare(fields: Mapping[str, object], findings: Findings) -> DeclaredModel:
    """The model of these fields, with what the reader found.

    Raises `ModelRefused` with the reader's problems and the model's, placed in what was read.
    """
    found: tuple[Problem, ...] = ()
    try:
        model = DeclaredModel.model_validate({**fields, "notices": findings.notices})
    except ModelRefused as refused:
        found = refused.problems
    if found or findings.problems:
        raise findings.refusal(found)
    return model


_WORDS: Final = {
    "missing": "is missing",
    "string_type": "should be text (in YAML, put it in quotes)",
    "string_unicode": "has a lone surrogate, which no text may have",
    "string_too_short": "should not be empty",
    "int_type": "should be a whole number",
    "tuple_type": "should be a list",
    "extra_forbidden": "is not a field here",
}


def _problems_of_shape(error: ValidationError) -> list[Problem]:
    """Pydantic's findings in our words, without repeating what was sent."""
    return [
        Problem(
            pointer(*one["loc"]), _WORDS.get(one["type"], one["msg"].removeprefix("Value error, "))
        )
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _canonical(value: object) -> str:
    """JSON in which sorting and spacing mean nothing, and neither does the order of a list."""
    if isinstance(value, Mapping):
        pairs = sorted((on_one_line(str(key)), _canonical(one)) for key, one in value.items())
        return "{" + ",".join(f"{json.dumps(key)}:{one}" for key, one in pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(sorted(map(_canonical, value))) + "]"
    return json.dumps(on_one_line(value) if isinstance(value, str) else value)
