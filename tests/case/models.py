"""Competency models that hypothesis makes up: ours, and exports of CASE as broken as they come."""

from typing import Any

from hypothesis import strategies as st

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf")), min_size=1, max_size=30
).filter(str.strip)
UUIDS = st.uuids(version=4).map(str)
JUNK: Any = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    TEXT,
    st.just(""),
    st.lists(st.one_of(TEXT, st.none(), st.integers(0, 9)), max_size=3),
    st.dictionaries(TEXT, st.one_of(TEXT, st.none()), max_size=2),
)
"""What may stand in any field."""
NAMES = st.one_of(
    UUIDS, UUIDS.map(str.upper), st.sampled_from(["i-1", "i-2", "I-1", "d0000000-0000-0000-0000-0"])
)
ADDRESSES = st.sampled_from(
    [
        "https://example.org/a",
        "http://example.org/with space/é",
        "urn:x:1",
        "no address",
        "//example.org",
        "http://[::1]/x",
        "http://[bad]/x",
        "mailto:a@b",
        "http://example.org:99999999/%zz#a#b",
    ]
)
MOMENTS = st.sampled_from(
    [
        "2017-10-18T15:02:46+00:00",
        "2020-02-29",
        "yesterday",
        "2024-01-01T10:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2024-05-05 05:05:05Z",
    ]
)
LINK = st.one_of(
    st.fixed_dictionaries({}, optional={"title": TEXT, "identifier": NAMES, "uri": ADDRESSES}),
    st.fixed_dictionaries(
        {"title": TEXT, "identifier": UUIDS, "uri": st.just("https://example.org/l")}
    ),
    JUNK,
)
DAYS = st.sampled_from(["2024-02-30", "2024-02-28", "2024-02-28T10:00:00Z", "spring"])


def _field(likely: Any) -> Any:
    """Mostly what belongs there."""
    return st.integers(0, 5).flatmap(lambda one: JUNK if one == 0 else likely)


STRANGE = st.sampled_from(["educationalLevel", "sequenceNumber", "x-own", "CFDocumentURI"])
EXTENSIONS = st.one_of(JUNK, st.dictionaries(TEXT, JUNK, max_size=2))


def _objects(fields: dict[str, Any], needed: dict[str, Any] | None = None) -> Any:
    known = st.fixed_dictionaries(
        needed or {},
        optional={name: _field(kind) for name, kind in fields.items()}
        | {"extensions": EXTENSIONS, "uri": _field(ADDRESSES), "lastChangeDateTime": MOMENTS},
    )
    more = st.dictionaries(STRANGE, JUNK, max_size=2)
    return st.builds(lambda one, two: {**two, **one}, known, more)


ITEM = _objects(
    {
        "fullStatement": TEXT,
        "alternativeLabel": TEXT,
        "CFItemType": TEXT,
        "humanCodingScheme": TEXT,
        "abbreviatedStatement": TEXT,
        "conceptKeywords": st.lists(TEXT, max_size=2),
        "conceptKeywordsURI": LINK,
        "subject": st.lists(TEXT, max_size=2),
        "subjectURI": st.lists(LINK, max_size=2),
        "language": st.just("en"),
        "educationLevel": st.lists(st.just("06"), max_size=2),
        "CFItemTypeURI": LINK,
        "licenseURI": LINK,
        "statusStartDate": DAYS,
    },
    {"identifier": st.one_of(NAMES, st.just(""))},
)
ASSOCIATION = _objects(
    {
        "identifier": NAMES,
        "associationType": st.sampled_from(
            [
                "isChildOf",
                "Is Child Of",
                "isRelatedTo",
                "precedes",
                "ext:a",
                "is like",
                "replacedBy",
            ]
        ),
        "sequenceNumber": st.one_of(st.integers(-5, 5), st.just("3")),
        "CFAssociationGroupingURI": LINK,
        "notes": TEXT,
    },
)
DEFINITION = _objects(
    {
        "identifier": NAMES,
        "title": TEXT,
        "hierarchyCode": st.just("1.1"),
        "description": TEXT,
        "licenseText": TEXT,
        "typeCode": TEXT,
        "keywords": TEXT,
    }
)
LEVEL = _objects(
    {
        "identifier": NAMES,
        "quality": st.sampled_from(["Low", "High"]),
        "description": TEXT,
        "score": st.integers(0, 3),
        "position": st.one_of(st.integers(0, 3), st.just("2")),
        "rubricCriterionId": NAMES,
    }
)
CRITERION = _objects(
    {
        "identifier": NAMES,
        "CFItemURI": LINK,
        "weight": st.floats(0, 1, width=32),
        "CFRubricCriterionLevels": st.lists(LEVEL, max_size=2),
        "rubricId": NAMES,
    }
)
RUBRIC = _objects(
    {
        "identifier": NAMES,
        "title": TEXT,
        "CFRubricCriteria": st.lists(CRITERION, max_size=2),
    }
)
DOCUMENT = _objects(
    {
        "creator": TEXT,
        "description": TEXT,
        "language": st.just("en_US"),
        "version": st.one_of(TEXT, st.just(3)),
        "caseVersion": st.just("1.0"),
        "adoptionStatus": st.sampled_from(["Draft", "Implemented", "Deprecated"]),
        "statusStartDate": DAYS,
        "subjectURI": st.lists(LINK, max_size=2),
        "licenseURI": LINK,
        "CFPackageURI": LINK,
        "frameworkType": TEXT,
    },
    {"identifier": NAMES, "title": TEXT},
)


@st.composite
def exports(draw: st.DrawFn) -> dict[str, Any]:
    """A CFPackage of somebody else."""
    document = draw(DOCUMENT)
    items = draw(st.lists(ITEM, max_size=5))
    ends = [
        {"title": "x", "identifier": one["identifier"], **draw(_MORE)} for one in (document, *items)
    ]
    links = draw(st.lists(ASSOCIATION, max_size=7))
    anything = st.one_of(st.sampled_from(ends), st.sampled_from(ends), LINK)
    for one in links:
        one["originNodeURI"], one["destinationNodeURI"] = draw(anything), draw(anything)
    package: dict[str, Any] = {"CFDocument": document, "CFItems": items, "CFAssociations": links}
    if draw(st.booleans()):
        package["CFRubrics"] = draw(st.lists(RUBRIC, max_size=2))
    if draw(st.booleans()):
        package["CFDefinitions"] = draw(_DEFINITIONS)
    if draw(st.booleans()):
        package["extensions"] = draw(EXTENSIONS)
    if draw(st.booleans()):
        package["beside"] = draw(JUNK)
    return package


_MORE = st.fixed_dictionaries({}, optional={"uri": ADDRESSES, "targetType": st.just("CASE")})
_DEFINITIONS = st.fixed_dictionaries(
    {},
    optional={
        **{
            name: st.lists(DEFINITION, max_size=2)
            for name in ("CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes")
        },
        "CFAssociationGroupings": JUNK,
        "extensions": EXTENSIONS,
        "more": JUNK,
    },
)

PROSE = st.one_of(
    TEXT,
    st.sampled_from(["yes", "null", "1.5", "07", "- a", "a: b", "# c", "'", "two\nlines", "=1+1"]),
)
VERBATIM = st.dictionaries(
    TEXT,
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-9, 9), PROSE),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
)


@st.composite
def own_models(draw: st.DrawFn) -> dict[str, Any]:
    """A model in our own format."""
    levels = [
        {"code": f"L{place}", "name": draw(TEXT), "description": draw(PROSE)}
        for place in range(draw(st.integers(0, 3)))
    ]
    codes = draw(st.lists(st.sampled_from(list("ABCDEFGH")), max_size=5, unique=True))
    competencies: list[dict[str, Any]] = []
    known: list[dict[str, Any]] = []
    for code in codes:
        one = draw(
            st.fixed_dictionaries(
                {"code": st.just(code), "name": TEXT, "statement": PROSE},
                optional={
                    "category": TEXT,
                    "identifier": st.one_of(UUIDS, st.just(f"id {code}")),
                    "edition": st.integers(1, 3),
                    "extra": VERBATIM,
                    "educationLevels": st.lists(TEXT, max_size=2),
                    "translations": st.just({"de": {"name": "Ja", "statement": "Nein"}}),
                },
            )
        )
        if levels and draw(st.booleans()):
            one["levels"] = {level["code"]: draw(PROSE) for level in levels}
        above = draw(st.sampled_from([None, *known]))
        (competencies if above is None else above.setdefault("children", [])).append(one)
        known.append(one)
    links = []
    for code in codes[:2]:
        links.append({"origin": code, "type": draw(TEXT), "destination": codes[0]})
        links.append({"origin": code, "type": "exactMatchOf", "outsideUri": draw(ADDRESSES)})
    framework = draw(
        st.fixed_dictionaries(
            {"code": st.just("eng"), "title": TEXT},
            optional={
                "version": PROSE.filter(lambda one: "\n" not in one),
                "description": PROSE,
                "identifier": st.one_of(UUIDS, TEXT),
                "extra": VERBATIM,
                "translations": st.just({"sv": {"title": "Ja"}}),
            },
        )
    )
    return {
        "framework": framework,
        "scale": levels,
        "competencies": competencies,
        "associations": links,
    }
