"""Keeps what readers find, on disk where it is much, and hands it on row by row.

Each thing is validated by itself when it is taken; `check` says what only the whole tells.
Whatever is wrong, anywhere, is raised as one `ModelRefused`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, Self

from pydantic import ValidationError

from app.domain.competencies.declared import checks, shapes
from app.domain.competencies.declared.canonical import canonical, compact, digest, settled
from app.domain.competencies.declared.findings import Findings, ModelRefused, Notice, Problem
from app.domain.competencies.declared.kinds import (
    KINDS,
    LIMITS,
    DeclaredFramework,
    DeclaredLevel,
    InsideLink,
)
from app.domain.competencies.declared.rows import in_order, plain, row_of, row_of_link
from app.domain.competencies.declared.shelves import Shelves
from app.domain.competencies.declared.sink import Kind
from app.domain.competencies.declared.verbatim import verbatim

MAX_LEFTOVER: Final = 30_000_000
MAX_LEFTOVERS: Final = 1_000_000
_VALIDATE: Final = {kind: model.__pydantic_validator__ for kind, model in KINDS.items()}
_VALIDATE_LINK: Final = InsideLink.__pydantic_validator__
_LINK: Final = InsideLink.model_fields.keys()
_ORDER: Final = "SELECT {columns} FROM {table} ORDER BY seq"
_ASSOCIATION: Final = (
    "origin, type, destination, outside_identifier, outside_uri, outside_title, identifier, "
    "sequence, extra, digest, place"
)
_ROLE: Final = (
    "code, title, family, track, rank, description, identifier, requirements, translations, "
    "extra, digest, place"
)
_DIGESTS: Final = " UNION ALL ".join(
    f"SELECT digest FROM {table}"  # noqa: S608 - names of ours
    for table in (Kind.COMPETENCY, Kind.ASSOCIATION, Kind.ROLE, Kind.PATHWAY, "leftover")
)


class Spool:
    """A declared model, as a sink while it is read and as rows afterwards.

    The rows come in a stable order with their JSON as text, as PostgreSQL's COPY takes them.
    """

    def __init__(self) -> None:
        self._shelves = Shelves()
        self._findings = Findings()
        self._counts: Counter[Kind | str] = Counter()
        self._framework: DeclaredFramework | None = None
        self._levels: list[tuple[DeclaredLevel, checks.Stood]] = []
        self._ranks: dict[str, int] = {}
        self._checked = False
        self.locate: Callable[[Iterable[Problem]], Iterable[Problem]] = iter
        """Where there is a file, adds lines to the places of problems."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._shelves.close()

    # What a reader tells

    def take(
        self,
        kind: Kind,
        where: str,
        fields: Mapping[str, Any],
        places: Mapping[str, str] | None = None,
    ) -> None:
        self._counts[kind] += 1
        limit = LIMITS.get(kind)
        if limit is not None and self._counts[kind] > limit:
            if self._counts[kind] == limit + 1:
                self.refuse(where, f"is one too many: {limit} are the limit")
            return
        kept = compact(shapes.checked(places)) if places else None
        try:
            if kind is Kind.ASSOCIATION and fields.keys() == _LINK:
                link = _VALIDATE_LINK.validate_python(fields).__dict__
                self._shelves.put(kind, row_of_link(link, where, kept))
                return
            one = _VALIDATE[kind].validate_python(fields)
        except ValidationError as error:
            for problem in shapes.problems(error, where, fields, places):
                self._findings.refuse_unless_known(*problem)
            self._give_up_if_hopeless()
            one = shapes.stub(kind, fields)
        if kind is Kind.FRAMEWORK:
            if self._counts[kind] > 1:
                self.refuse(where, "is a second framework; a model is of one")
            self._framework = one
        elif kind is Kind.LEVEL:
            self._levels.append((one, (where, places)))
            self._ranks.setdefault(one.code, one.rank)
        else:
            self._shelves.put(kind, row_of(kind, one.__dict__, where, kept, self._ranks))

    def leftover(self, where: str, kind: str, value: Any) -> None:
        self._counts["leftover"] += 1
        if self._counts["leftover"] > MAX_LEFTOVERS:
            if self._counts["leftover"] == MAX_LEFTOVERS + 1:
                self.refuse(where, f"is one too many of what has no place: {MAX_LEFTOVERS}")
            return
        try:
            verbatim([kind, value], MAX_LEFTOVER)
        except ValueError as error:
            self.refuse(where, str(error))
            return
        known = digest("leftover", kind, settled(value))
        self._shelves.put("leftover", (kind, compact(value), known, where))

    def notice(self, where: str, what: str) -> None:
        self._findings.notice(where, what)

    def refuse(self, where: str, what: str) -> None:
        self._findings.refuse(where, what)
        self._give_up_if_hopeless()

    # What there is

    def check(self) -> None:
        """Whether the whole holds together. Raises `ModelRefused` with every problem."""
        if not self._checked:
            self._shelves.settle()
            for problem in checks.problems(self._shelves.db, self._levels, self._ranks):
                self._findings.refuse_unless_known(*problem)
            if self._counts[Kind.FRAMEWORK] == 0 and not self._findings.problems:
                self._findings.refuse("/framework", "is missing")
            for notice in checks.drop_repeated(self._shelves.db):
                self._findings.notice(*notice)
                self._counts[Kind.ASSOCIATION] -= 1
            self._checked = True
        if self._findings.problems:
            raise self.refusal()

    def refusal(self) -> ModelRefused:
        """Every problem so far, in one."""
        return ModelRefused(self.locate(self._findings.problems))

    @property
    def framework(self) -> DeclaredFramework:
        """What the model says of itself, with the scale from its lowest level to its highest."""
        self.check()
        if self._framework is None:
            raise ModelRefused([Problem("/framework", "is missing")])
        scale = sorted((one for one, _ in self._levels), key=lambda one: one.rank)
        return self._framework.model_copy(update={"scale": tuple(scale)})

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was read liberally: 500 at most, of which the last one counts the rest."""
        return self._findings.notices

    @property
    def counts(self) -> Mapping[Kind, int]:
        return {kind: self._counts[kind] for kind in Kind}

    def competencies(self) -> Iterator[tuple[Any, ...]]:
        """In the order of the file, but parents first."""
        self.check()
        for ordered, *row in checks.parents_first(self._shelves.db):
            if not ordered:
                row[8] = compact(in_order(checks.loads(row[8]), self._ranks))
            yield tuple(row)

    def associations(self) -> Iterator[tuple[Any, ...]]:
        return self._rows(Kind.ASSOCIATION, _ASSOCIATION)

    def roles(self) -> Iterator[tuple[Any, ...]]:
        return self._rows(Kind.ROLE, _ROLE)

    def pathways(self) -> Iterator[tuple[Any, ...]]:
        return self._rows(Kind.PATHWAY, "origin, destination, kind, description, digest, place")

    def leftovers(self) -> Iterator[tuple[Any, ...]]:
        return self._rows("leftover", "kind, value, digest, place")

    def content_hash(self) -> str:
        """SHA-256, in hex, of everything but notices and places, in whatever order it came."""
        framework = self.framework
        said = framework.model_dump(exclude={"translations", "scale"})
        said["translations"] = plain(framework.translations)
        said["scale"] = [
            {**one.model_dump(exclude={"translations"}), "translations": plain(one.translations)}
            for one in framework.scale
        ]
        found = sha256(canonical(said))
        for (one,) in self._shelves.db.execute(f"{_DIGESTS} ORDER BY 1"):
            found.update(one)
        return found.hexdigest()

    def _rows(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
        self.check()
        yield from self._shelves.db.execute(_ORDER.format(columns=columns, table=table))

    def _give_up_if_hopeless(self) -> None:
        if self._findings.full:
            raise self.refusal()
