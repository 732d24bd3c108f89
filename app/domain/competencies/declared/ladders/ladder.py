"""A ladder in the making: what readers of its formats put together, and how it is handed on."""

from dataclasses import dataclass, field
from typing import Any

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.findings import quoted
from app.domain.competencies.declared.ladders.levels import Scale
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.tables.naming import (
    Codes,
    code_of,
    framework_of,
    named,
)
from app.domain.competencies.declared.texts import MAX_CODE


@dataclass(slots=True)
class Rung:
    """What a competency looks like at one level."""

    where: str
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Skill:
    """A competency, its code as the source has it or none."""

    name: str
    where: str
    code: str | None = None
    statement: str | None = None
    category: str | None = None
    rungs: dict[str, Rung] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def describe(self, level: str, where: str, lines: list[str]) -> None:
        rung = self.rungs.setdefault(level, Rung(where))
        rung.lines += lines


@dataclass(slots=True)
class Role:
    """A role, with what it asks for as the source names it: competencies and their levels."""

    title: str
    where: str
    track: str
    rank: int
    code: str | None = None
    family: str | None = None
    description: str | None = None
    asks: list[tuple[Skill | str, str, bool]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Ladder:
    """Everything found in one document."""

    where: str
    title: str | None = None
    language: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    scale: Scale = field(default_factory=Scale)
    skills: list[Skill] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)

    def hand_on(self, source: str, sink: Sink, defaults: Defaults) -> None:
        framework = framework_of(defaults, self.title, self.language, source) | self.fields
        if self.title and defaults.title and self.title != defaults.title:
            self.extra["title"] = self.title
        if self.language and defaults.language and self.language != defaults.language:
            self.extra["language"] = self.language
        if self.extra:
            framework["extra"] = self.extra
        sink.take(Kind.FRAMEWORK, self.where, framework)
        self.scale.hand_on(sink)
        codes = Codes()
        by_name: dict[str, str] = {}
        by_skill: dict[int, str] = {}
        for position, skill in enumerate(self.skills):
            if skill.code and len(skill.code) > MAX_CODE:
                skill.extra["code"], skill.code = skill.code, code_of(skill.code)
            code = codes.unique(
                skill.code or code_of(skill.name), f"{skill.category}\n{skill.name}"
            )
            by_skill[id(skill)] = code
            for called in (skill.code, skill.name, code):
                by_name.setdefault((called or code).casefold(), code)
            self._skill(skill, code, position, sink)
        role_codes = Codes()
        for role in self.roles:
            code = role_codes.unique(role.code or code_of(role.title), role.where)
            asked = [
                (
                    by_name.get(one.casefold()) if isinstance(one, str) else by_skill[id(one)],
                    one if isinstance(one, str) else one.name,
                    level,
                    essential,
                )
                for one, level, essential in role.asks
            ]
            self._role(role, code, asked, sink)

    def _skill(self, skill: Skill, code: str, position: int, sink: Sink) -> None:
        order = {one.code: rank for rank, one in self.scale.ranked()}
        levels = [
            (level, "\n".join(rung.lines).strip())
            for level, rung in sorted(skill.rungs.items(), key=lambda one: order[one[0]])
        ]
        empty = [level for level, text in levels if not text]
        if empty:
            what = f"says nothing about the levels {', '.join(map(quoted, empty))}"
            sink.notice(skill.where, what)
        name, whole = named(skill.name)
        if skill.statement is None:
            sink.notice(skill.where, "has no description: its name stands in for a statement")
        fields: dict[str, Any] = {
            "code": code,
            "name": name,
            "statement": skill.statement or skill.name,
            "category": skill.category,
            "position": position,
            "levels": [(level, text) for level, text in levels if text],
            "extra": whole | skill.extra,
        }
        told = [level for level, text in levels if text]
        places = {f"levels/{at}": skill.rungs[level].where for at, level in enumerate(told)}
        kept = {name: one for name, one in fields.items() if one not in (None, {}, [])}
        sink.take(Kind.COMPETENCY, skill.where, kept, places)

    def _role(
        self, role: Role, code: str, asked: list[tuple[str | None, str, str, bool]], sink: Sink
    ) -> None:
        requirements: list[dict[str, Any]] = []
        unknown: list[dict[str, Any]] = []
        for competency, called, level, essential in asked:
            one = {"competency": competency or called, "level": level, "essential": essential}
            known = competency is not None and level in self.scale.levels
            (requirements if known else unknown).append(one)
        if unknown:
            what = f"asks for {len(unknown)} things that are no competency and level here: kept"
            sink.notice(role.where, what)
        fields: dict[str, Any] = {
            "code": code,
            "title": role.title,
            "family": role.family,
            "track": role.track,
            "rank": role.rank,
            "description": role.description,
            "requirements": requirements,
            "extra": role.extra | ({"requirements": unknown} if unknown else {}),
        }
        kept = {name: one for name, one in fields.items() if one not in (None, {}, [])}
        sink.take(Kind.ROLE, role.where, kept)
