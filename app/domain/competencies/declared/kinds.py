"""The things that a declared competency model is made of, each valid by itself.

They are what the spool takes, one at a time; whether they fit together is for `checks` to say.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.domain.competencies.declared.sink import Kind
from app.domain.competencies.declared.texts import (
    Code,
    Language,
    Line,
    Prose,
    Reference,
    Said,
    Slug,
)
from app.domain.competencies.declared.verbatim import verbatim

MAX_COMPETENCIES: Final = 250_000
MAX_ASSOCIATIONS: Final = 1_000_000
MAX_ROLES: Final = 20_000
MAX_PATHWAYS: Final = 100_000
MAX_LEVELS: Final = 50
MAX_MENTIONED: Final = 500
MAX_LANGUAGES: Final = 100
LARGEST: Final = 2**31 - 1

Verbatim = Annotated[dict[str, Any], BeforeValidator(verbatim)]
Place = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
FromOne = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Levels = Annotated[dict[Code, Said], Field(max_length=MAX_LEVELS)]
Mentioned = Annotated[tuple[Code, ...], Field(max_length=MAX_MENTIONED)]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FrameworkWords(_Declared):
    title: Line | None = None
    description: Said | None = None


class LevelWords(_Declared):
    name: Line | None = None
    description: Said | None = None


class CompetencyWords(_Declared):
    name: Line | None = None
    statement: Said | None = None
    levels: Levels | None = None


class RoleWords(_Declared):
    title: Line | None = None
    family: Line | None = None
    description: Said | None = None


def _once(levels: tuple["LevelDescriptor", ...]) -> tuple["LevelDescriptor", ...]:
    if len({one.level for one in levels}) < len(levels):
        raise ValueError("describe a level that is described before")
    return levels


class LevelDescriptor(NamedTuple):
    """What a competency looks like at one level of the scale, named by its code."""

    level: Code
    descriptor: Said


Descriptors = Annotated[
    tuple[LevelDescriptor, ...], Field(max_length=MAX_LEVELS), AfterValidator(_once)
]


class DeclaredLevel(_Declared):
    """One step of the scale. A higher `rank` is a higher level; no two share one.

    `replaces` names the levels that this one stands for from now on.
    """

    code: Code
    name: Line
    rank: int = Field(strict=True, ge=0, le=10_000)
    description: Prose = ""
    replaces: Mentioned = ()
    translations: dict[Language, LevelWords] = Field(default_factory=dict, max_length=MAX_LANGUAGES)


class DeclaredFramework(_Declared):
    """What a model says of itself, with its scale from the lowest level to the highest.

    `code` identifies the framework across versions. `source` is a word for the format.
    """

    code: Slug
    title: Line
    version_label: Code | None = None
    language: Language = "en"
    description: Prose = ""
    source_identifier: Reference | None = None
    source: Code = "own"
    translations: dict[Language, FrameworkWords] = Field(
        default_factory=dict, max_length=MAX_LANGUAGES
    )
    extra: Verbatim = Field(default_factory=dict)
    scale: tuple[DeclaredLevel, ...] = ()


class DeclaredCompetency(_Declared):
    """One competency.

    `code` is what people call it, `edition` which meaning of it; `identifier`, where the source
    has one, outlives a new code. `turn` is its place in the file, unless that is the order in
    which competencies are told. `parent` is the code of the competency above; `position` is the
    place among those with the same parent. `education_levels` are the source's own words.
    """

    code: Code
    edition: FromOne = 1
    identifier: Reference | None = None
    name: Line
    statement: Said
    parent: Code | None = None
    category: Line | None = None
    position: Place = 0
    levels: Descriptors = ()
    education_levels: tuple[Line, ...] = Field(default=(), max_length=MAX_LEVELS)
    replaces: Mentioned = ()
    translations: dict[Language, CompetencyWords] = Field(
        default_factory=dict, max_length=MAX_LANGUAGES
    )
    extra: Verbatim = Field(default_factory=dict)
    turn: Annotated[int, Field(strict=True, ge=1, le=LARGEST)] | None = None


class DeclaredAssociation(_Declared):
    """A link from a competency to another, or to something outside, named by identifier or URI.

    Being a child is not among them: that is `DeclaredCompetency.parent`. The one exception is
    a parent outside the model. `type` is CASE's word, such as `isRelatedTo` or `precedes`.
    """

    origin: Code
    type: Code
    destination: Code | None = None
    outside_identifier: Reference | None = None
    outside_uri: Reference | None = None
    outside_title: Line | None = None
    identifier: Reference | None = None
    sequence: int | None = Field(default=None, strict=True, ge=-LARGEST, le=LARGEST)
    extra: Verbatim = Field(default_factory=dict)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        outside = self.outside_identifier or self.outside_uri
        if (self.destination is None) == (outside is None):
            raise ValueError("leads either to a competency of the model or to something outside it")
        return self


class InsideLink(_Declared):
    """A `DeclaredAssociation` that says no more than these: nearly all do, and there are many."""

    origin: Code
    type: Code
    destination: Code


class Requirement(_Declared):
    """A competency that a role needs, and the level it needs it at."""

    competency: Code
    level: Code
    essential: bool = Field(default=True, strict=True)


class DeclaredRole(_Declared):
    """What is expected of whoever has a role. `rank` is its level within the track, from 1."""

    code: Code
    title: Line
    family: Line | None = None
    track: Literal["expert", "leadership"]
    rank: FromOne
    description: Prose = ""
    identifier: Reference | None = None
    requirements: tuple[Requirement, ...] = Field(default=(), max_length=MAX_MENTIONED)
    translations: dict[Language, RoleWords] = Field(default_factory=dict, max_length=MAX_LANGUAGES)
    extra: Verbatim = Field(default_factory=dict)


class DeclaredPathway(_Declared):
    """A way from one role to another; without an origin, one that begins outside."""

    origin: Code | None = None
    destination: Code
    kind: Literal["promotion", "lateral", "entry"]
    description: Prose = ""

    @model_validator(mode="after")
    def _begins_where_its_kind_says(self) -> Self:
        if (self.origin is None) != (self.kind == "entry"):
            raise ValueError("comes from a role unless it is an entry, which comes from none")
        if self.origin == self.destination:
            raise ValueError("leads from a role to itself")
        return self


KINDS: Final[Mapping[Kind, type[BaseModel]]] = {
    Kind.FRAMEWORK: DeclaredFramework,
    Kind.LEVEL: DeclaredLevel,
    Kind.COMPETENCY: DeclaredCompetency,
    Kind.ASSOCIATION: DeclaredAssociation,
    Kind.ROLE: DeclaredRole,
    Kind.PATHWAY: DeclaredPathway,
}
LIMITS: Final[Mapping[Kind, int]] = {
    Kind.LEVEL: MAX_LEVELS,
    Kind.COMPETENCY: MAX_COMPETENCIES,
    Kind.ASSOCIATION: MAX_ASSOCIATIONS,
    Kind.ROLE: MAX_ROLES,
    Kind.PATHWAY: MAX_PATHWAYS,
}
