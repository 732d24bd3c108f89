"""What a framework should say after each sync: the rules a second time, in plain Python.

A sync is foreseen first, as an `Outcome` that names new competencies by their codes alone; once it
was carried out, their ids are looked up, and the ledger takes the outcome over when it is
published. Nothing in here knows the tables, but for the words of their columns.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.competencies.edits import Model

CONTENT = (
    "code",
    "name",
    "statement",
    "identifier",
    "parent_code",
    "category",
    "position",
    "levels",
    "education_levels",
    "edition",
    "translations",
    "extra",
)
Row = dict[str, Any]
Link = tuple[str, str, str | None, str | None]
"""Origin, type, destination, or else the URI of something outside."""


def new(code: str) -> str:
    """The name of a competency that has no id yet."""
    return f"new {code}"


def touched(value: Row) -> Row:
    """Without what says when the source was touched last, which is no difference."""
    extra = {name: one for name, one in value["extra"].items() if name != "lastChangeDateTime"}
    return value | {"extra": extra}


def declared(model: Model) -> list[Row]:
    """The competencies of a model as they should be stored, with what they replace."""
    codes = {one["key"]: one["code"] for one in model["competencies"]}
    ranks = [level["code"] for level in model["scale"]]
    found, places = [], dict[int | None, int]()
    for one in model["competencies"]:
        place = places.get(one["parent"], 0)
        places[one["parent"]] = place + 1
        levels = sorted(one.get("levels", {}).items(), key=lambda said: ranks.index(said[0]))
        found.append(
            {
                "code": one["code"],
                "name": one["name"],
                "statement": one["statement"],
                "identifier": one.get("identifier"),
                "parent_code": codes.get(one["parent"]),
                "category": one.get("category"),
                "position": place,
                "levels": [{"level": code, "descriptor": words} for code, words in levels],
                "education_levels": one.get("educationLevels", []),
                "edition": one.get("edition", 1),
                "translations": one.get("translations", {}),
                "extra": one.get("extra", {}),
                "replaces": one.get("replaces", []),
            }
        )
    return found


def head(model: Model) -> Row:
    """What a framework says of itself, as it should be stored."""
    said = model["framework"]
    scale = [one | {"rank": rank} for rank, one in enumerate(model["scale"], 1)]
    return {
        "title": said["title"],
        "version_label": said.get("version"),
        "scale": scale,
        "translations": said.get("translations", {}),
        "extra": said.get("extra", {}),
    }


@dataclass
class Outcome:
    """What a sync leads to, and what it says of itself."""

    head: Row
    active: dict[str, Row]
    links: set[Link]
    created: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    unchanged: set[str] = field(default_factory=set)
    retired: set[str] = field(default_factory=set)
    linked: set[Link] = field(default_factory=set)
    unlinked: set[Link] = field(default_factory=set)
    different: set[str] = field(default_factory=set)
    """Fields of the head."""
    replaced: set[tuple[str, str]] = field(default_factory=set)
    is_first: bool = False
    waits: bool = False
    """It is a draft that differs in its roles alone."""

    @property
    def changes_anything(self) -> bool:
        parts = (self.created, self.updated, self.retired, self.linked, self.unlinked)
        return self.is_first or self.waits or bool(self.different) or any(parts)

    def known(self, ids: dict[str, str]) -> "Outcome":
        """The same, with the ids that new competencies got."""

        def of(name: Any) -> Any:
            return ids.get(name, name)

        then = deepcopy(self)
        then.active = {of(name): row for name, row in self.active.items()}
        then.created = {of(name) for name in self.created}
        then.links = {(of(o), kind, of(d), uri) for o, kind, d, uri in self.links}
        then.replaced = {(of(origin), of(other)) for origin, other in self.replaced}
        return then


@dataclass
class Ledger:
    """What is published of a framework, and what was before."""

    head: Row | None = None
    active: dict[str, Row] = field(default_factory=dict)
    retired: dict[str, Row] = field(default_factory=dict)
    links: set[Link] = field(default_factory=set)
    published: list[Outcome] = field(default_factory=list)

    @property
    def ids(self) -> set[str]:
        return self.active.keys() | self.retired.keys()

    def take(self, outcome: Outcome) -> None:
        """It was published. A code is free for whoever has it now."""
        self.retired |= {id: self.active[id] for id in outcome.retired}
        self.head, self.links = outcome.head, outcome.links
        self.active = {id: dict(row) for id, row in outcome.active.items()}
        codes = {row["code"] for row in self.active.values()}
        self.retired = {
            id: row | {"code": f"{row['code']}~{id}"} if row["code"] in codes else row
            for id, row in self.retired.items()
            if id not in self.active
        }
        self.published.append(outcome)

    def foresee(self, model: Model) -> Outcome:
        """What a sync of this would lead to."""
        wanted = declared(model)
        names = self._found_again(wanted)
        outcome = Outcome(head(model), {}, set(), is_first=self.head is None)
        for one in wanted:
            name = names[one["code"]]
            row = {field: one[field] for field in CONTENT}
            if name not in self.ids:
                outcome.created.add(name)
            elif name in self.active and touched(row) == touched(self.active[name]):
                outcome.unchanged.add(name)
                row = self.active[name]
            else:
                outcome.updated.add(name)
            outcome.active[name] = row
        outcome.retired = self.active.keys() - outcome.active.keys()
        outcome.replaced = self._replaced(wanted, names, outcome.retired)
        outcome.links = self._links(model, names, outcome)
        outcome.linked, outcome.unlinked = outcome.links - self.links, self.links - outcome.links
        if self.head is not None:
            outcome.different = {
                name
                for name, said in touched(outcome.head).items()
                if said != touched(self.head)[name]
            }
        return outcome

    def _found_again(self, wanted: list[Row]) -> dict[str, str]:
        """Which competency each code is about: by identifier or by code, within an edition."""
        known = self.retired | self.active
        names: dict[str, str] = {}
        for one in wanted:
            for id, row in known.items():
                same = (row["identifier"], row["edition"]) == (one["identifier"], one["edition"])
                if one["identifier"] is not None and same:
                    names[one["code"]] = id
        by_identifier = set(names.values())
        for one in wanted:
            if one["code"] not in names:
                names[one["code"]] = self._by_code(one, by_identifier) or new(one["code"])
        return names

    def _by_code(self, one: Row, taken: set[str]) -> str | None:
        """Whoever has the code, else whoever had it last until another one took it."""
        known = self.retired | self.active
        for is_holder in (True, False):
            for id in sorted(known, reverse=True):
                row = known[id]
                code = one["code"] if is_holder else f"{one['code']}~{id}"
                is_same = (row["code"], row["edition"]) == (code, one["edition"])
                may_be = one["identifier"] is None or row["identifier"] is None
                if is_same and may_be and id not in taken:
                    return id
        return None

    def _replaced(
        self, wanted: list[Row], names: dict[str, str], retired: set[str]
    ) -> set[tuple[str, str]]:
        """Whom each one stands for: those that it names, and whoever had its code until now."""
        found = set()
        known = self.retired | self.active
        holders = {row["code"]: id for id, row in known.items()}
        for one in wanted:
            name = names[one["code"]]
            here = holders.get(one["code"])
            takes_over = name not in self.active or one["code"] in one["replaces"]
            if here in retired and takes_over:
                found.add((here, name))
            for code in one["replaces"]:
                origin = holders.get(code)
                if code != one["code"] and origin is not None and origin not in names.values():
                    found.add((origin, name))
        return found

    def _links(self, model: Model, names: dict[str, str], outcome: Outcome) -> set[Link]:
        """What the source says, whom it replaces, and whoever was replaced and is not back."""
        ids = {one["key"]: names[one["code"]] for one in model["competencies"]}
        said: set[Link] = {
            (
                ids[one["origin"]],
                one["type"],
                ids.get(one.get("destination")),
                one.get("outsideUri"),
            )
            for one in model["links"]
        }
        said |= {(origin, "replacedBy", name, None) for origin, name in outcome.replaced}
        gone = (self.ids | outcome.retired) - outcome.active.keys()
        return said | {one for one in self.links if one[1] == "replacedBy" and one[0] in gone}
