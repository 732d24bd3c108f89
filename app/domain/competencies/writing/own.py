"""Our own format of a competency model, as `declared/own` reads it: in YAML or JSON.

    framework: {code, title, version, language, description, identifier, translations, extra}
    scale:
      - {code, name, rank, description, replaces, translations}
    competencies:
      - {code, edition, identifier, name, statement, category, levels, educationLevels, replaces,
         translations, extra, children}
    associations:
      - {origin, type, destination or outsideIdentifier, outsideUri, outsideTitle, identifier,
         sequence, extra}
    roleProfiles:
      - {code, title, family, track, level, description, identifier, requires, translations, extra}
    pathways:
      - {from, to, kind, description}

What is absent or empty is left out. Children stand below their parent in their order. A competency
that took the place of one that is retired `replaces` it; that another edition took the place of the
edition before goes without saying. What the source of a model said and no kind has a place for is
in the framework's `extra`, below `leftovers`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import yaml

from app.domain.competencies.states import REPLACED_BY
from app.domain.competencies.writing.stored import Association, Competency, Framework, Rows

_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def own(
    framework: Framework,
    rows: Rows,
    roles: Sequence[Mapping[str, Any]] = (),
    pathways: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The whole model as one document, with the roles and pathways that came with it."""
    living = [one for one in rows.competencies if one.retired_at is None]
    replacing = [one for one in rows.associations if one.begins_retired and one.destination]
    links = [one for one in rows.associations if not one.begins_retired]
    replaced: defaultdict[Any, list[str]] = defaultdict(list)
    for link in replacing:
        code = link.origin.code.removesuffix(f"~{link.origin.id}")
        if link.type == REPLACED_BY and link.destination and code != link.destination.code:
            replaced[link.destination.id].append(code)
    return _present(
        {
            "framework": _framework(framework, rows),
            "scale": [_level(one) for one in framework.scale],
            "competencies": _tree(living, replaced),
            "associations": [_association(one) for one in links],
            "roleProfiles": [_present(one) for one in roles],
            "pathways": [_present(one) for one in pathways],
        },
        always=("competencies",),
    )


def as_json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_yaml(document: Mapping[str, Any]) -> str:
    """YAML 1.1 in which every text that could be read as something else is quoted."""
    text: str = yaml.dump(
        document,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=100,
    )
    return text


class _Dumper(_DUMPER):  # type: ignore[misc]
    def ignore_aliases(self, _data: Any) -> bool:
        """What is the same twice is written twice: aliases are refused by who reads it."""
        return True


def _framework(one: Framework, rows: Rows) -> dict[str, Any]:
    extra = dict(one.extra)
    if rows.leftovers:
        extra["leftovers"] = [
            {"kind": rest.kind, "place": rest.place, "value": rest.value} for rest in rows.leftovers
        ]
    return _present(
        {
            "code": one.code,
            "title": one.title,
            "version": one.version_label,
            "language": one.language,
            "description": one.description,
            "identifier": one.source_identifier,
            "translations": one.translations,
            "extra": extra,
        }
    )


def _level(one: Mapping[str, Any]) -> dict[str, Any]:
    names = ("code", "name", "rank", "description", "replaces", "translations")
    return _present({name: one.get(name) for name in names})


def _tree(
    competencies: Sequence[Competency], replaced: Mapping[Any, Iterable[str]]
) -> list[dict[str, Any]]:
    below: defaultdict[str | None, list[Competency]] = defaultdict(list)
    codes = {one.code for one in competencies}
    for one in competencies:
        below[one.parent_code if one.parent_code in codes else None].append(one)
    top: list[dict[str, Any]] = []
    pending: list[tuple[str | None, list[dict[str, Any]]]] = [(None, top)]
    while pending:
        code, into = pending.pop()
        for one in sorted(below.pop(code, ()), key=lambda one: (one.position, one.id)):
            made = _competency(one, sorted(replaced.get(one.id, ())))
            into.append(made)
            if one.code in below:
                made["children"] = []
                pending.append((one.code, made["children"]))
    return top


def _competency(one: Competency, replaces: Sequence[str]) -> dict[str, Any]:
    return _present(
        {
            "code": one.code,
            "edition": one.edition if one.edition > 1 else None,
            "identifier": one.identifier,
            "name": one.name,
            "statement": one.statement,
            "category": one.category,
            "levels": {level["level"]: level["descriptor"] for level in one.levels},
            "educationLevels": list(one.education_levels),
            "replaces": list(replaces),
            "translations": one.translations,
            "extra": one.extra,
        }
    )


def _association(one: Association) -> dict[str, Any]:
    return _present(
        {
            "origin": one.origin.code,
            "type": one.type,
            "destination": one.destination and one.destination.code,
            "outsideIdentifier": one.outside_identifier,
            "outsideUri": one.outside_uri,
            "outsideTitle": one.outside_title,
            "identifier": one.identifier,
            "sequence": one.position,
            "extra": one.extra,
        }
    )


def _present(fields: Mapping[str, Any], always: Sequence[str] = ()) -> dict[str, Any]:
    return {
        name: value
        for name, value in fields.items()
        if name in always or not (value is None or value in ("", [], {}))
    }
