"""Competency models that are tables: what is read, where it stood, and that nothing is lost."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.competencies.declared.sink import Kind
from app.domain.competencies.declared.tables import recognise
from tests.domain.table_readings import ESCO, RSD, read, salt

DATA = Path(__file__).parents[2].parent / "shared/data"


REAL = {
    "case/opensalt-sample_case.csv": "opensalt_csv",
    "rsd/osmt-Skills-Import.csv": "rsd_csv",
    "esco/digCompSkillsCollection_en.csv": "esco_csv",
}


SKILL = "http://data.europa.eu/esco/skill/"


def cells(text: str, delimiter: str = ",") -> Iterator[str]:
    """Everything below the header that says something."""
    for row in list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]:
        yield from (cell.strip() for cell in row if cell.strip())


@pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize(("name", "format"), REAL.items())
def test_real_files_are_read_and_nothing_in_them_is_lost(name: str, format: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    assert recognise(next(csv.reader(io.StringIO(text)))) == format
    sink = read(text, format, name=Path(name).name)
    assert sink.refusals == []
    assert sink.lost(cells(text)) == []
    rows = len(list(csv.reader(io.StringIO(text)))) - 1
    assert len(sink.of(Kind.COMPETENCY)) == rows
    assert len(sink.of(Kind.FRAMEWORK)) == 1
    assert sink.taken[0][0] is Kind.FRAMEWORK


@pytest.mark.parametrize(
    ("header", "format"),
    [
        ("Identifier,fullStatement,Human Coding Scheme", "opensalt_csv"),
        ("IDENTIFIER,Full_Statement,HumanCodingScheme", "opensalt_csv"),
        ("Canonical URL,Skill Name,Contextualized Skill Statement", "rsd_csv"),
        ("RSD Name,Authors,Skill Statement,Category", "rsd_csv"),
        ("conceptType,conceptUri,skillType,reuseLevel,preferredLabel", "esco_csv"),
        ("concept_uri,preferred label", "esco_csv"),
        ("Level 0 URI,Level 0 preferred term,Level 1 URI", "esco_csv"),
        ("conceptType,conceptUri,broaderType,broaderUri", "esco_csv"),
        ("First,Last,Age", None),
        ("", None),
    ],
)
def test_a_header_tells_its_format(header: str, format: str | None) -> None:
    assert recognise(header.split(",")) == format


def test_an_opensalt_row_has_its_scheme_as_code_and_its_parents_by_scheme_or_identifier() -> None:
    sink = salt("i2,Below,M.F,M,,\ni1,Maths,M,,,\ni3,By identifier,M.G,i1,,\n")
    assert sink.competency("M") == {
        "code": "M",
        "identifier": "i1",
        "name": "Maths",
        "statement": "Maths",
        "position": 1,
    }
    assert sink.competency("M.F")["parent"] == "M"
    assert sink.competency("M.G")["parent"] == "M"
    assert sink.where("M.G") == "line 4"


def test_a_scheme_that_several_rows_share_is_no_code_and_no_parent() -> None:
    sink = salt("i1,One,S,,,\ni2,Two,S,,,\ni3,Three,T,S,,\n")
    assert [one["code"] for one in sink.of(Kind.COMPETENCY)] == ["i1", "i2", "T"]
    assert sink.competency("i1")["extra"] == {"Human Coding Scheme": "S"}
    assert "parent" not in sink.competency("T")
    assert sink.competency("T")["extra"] == {"Is Child Of": "S"}
    assert [where for where, _ in sink.notices] == ["line 2", "line 3", "line 4"]


def test_relations_lead_inside_where_they_can_and_keep_what_might_be_one_value() -> None:
    sink = salt(
        'a,A,A,,"B,CC.1; CC.2",\n'
        "b,B,B,,https://x.org/a?b=1;c=2,\n"
        'c,C,C,,"Rachlin & NCTM, 2006",\n'
        'd,D,D,"A,Elsewhere,B",,\n'
    )
    assert sink.links() == [
        ("A", "isRelatedTo", "B"),
        ("A", "isRelatedTo", "CC.1"),
        ("A", "isRelatedTo", "CC.2"),
        ("B", "isRelatedTo", "https://x.org/a?b=1;c=2"),
        ("C", "isRelatedTo", "Rachlin & NCTM, 2006"),
        ("D", "isChildOf", "Elsewhere"),
        ("D", "isPartOf", "B"),
    ]
    assert sink.competency("D")["parent"] == "A"
    kinds = [sorted(one) for one in sink.of(Kind.ASSOCIATION)[2:4]]
    assert kinds == [["origin", "outside_identifier", "type"], ["origin", "outside_uri", "type"]]


def test_columns_of_variants_find_their_place_and_unknown_ones_are_kept() -> None:
    header = (
        "identifier,fullStatement,humanCodingScheme,sequenceNumber,language,educationLevel,"
        "CFItemType,license,precedes,is Peer Of,Whatever\n"
    )
    sink = read(
        header
        + 'i,S,A,3,de,"09,10;KG",Standard,CC BY,B,B,kept\nj,T,B,x,en,,,,,,\nk,U,C,,de,,,,,,\n',
        "opensalt_csv",
        title="Given",
    )
    assert sink.of(Kind.FRAMEWORK) == [
        {"code": "given", "title": "Given", "source": "opensalt_csv", "language": "de"}
    ]
    one = sink.competency("A")
    assert (one["position"], one["category"]) == (3, "Standard")
    assert one["education_levels"] == ["09", "10", "KG"]
    assert one["extra"] == {"license": "CC BY", "Whatever": "kept"}
    assert sink.competency("B")["extra"] == {"sequenceNumber": "x", "language": "en"}
    assert sink.links() == [("A", "precedes", "B"), ("A", "isPeerOf", "B")]


def test_a_smart_level_stands_for_parents_where_no_column_names_them() -> None:
    header = "identifier,fullStatement,humanCodingScheme,smartLevel\n"
    sink = read(header + "i,S,A,1.2.1\nj,T,B,1\nk,U,C,1.2\n", "opensalt_csv")
    parents = {one["code"]: one.get("parent") for one in sink.of(Kind.COMPETENCY)}
    assert parents == {"A": "C", "B": None, "C": "B"}
    assert sink.competency("A")["extra"] == {"smartLevel": "1.2.1"}


def test_rows_without_words_or_codes_are_read_with_a_notice() -> None:
    sink = salt("i,,A,,,\n,No code at all,,,,\n")
    assert sink.competency("A")["statement"] == "A"
    assert sink.competency("no-code-at-all")["name"] == "No code at all"
    assert [where for where, _ in sink.notices] == ["line 2", "line 3"]


def test_a_skill_is_named_by_its_url_or_by_its_name() -> None:
    uuid = "2c47f4ea-0a4d-4b5e-9f43-3cb0e6a27b5e"
    sink = read(
        "Canonical URL,"
        + RSD
        + f"https://o.org/api/skills/{uuid},A,Does A.,Cat,,\n,C++,Does C++.,,,\n"
        ",C#,Does C#.,,,\n",
        "rsd_csv",
    )
    first, second, third = sink.of(Kind.COMPETENCY)
    assert (first["code"], first["identifier"]) == (uuid, f"https://o.org/api/skills/{uuid}")
    assert first["category"] == "Cat"
    assert second["code"] == "c"
    assert third["code"].startswith("c-")
    again = read("Canonical URL," + RSD + ",C++,Does C++.,,,\n,C#,Does C#.,,,\n", "rsd_csv")
    assert [one["code"] for one in again.of(Kind.COMPETENCY)] == [second["code"], third["code"]]


def test_alignments_become_links_with_the_titles_that_are_theirs() -> None:
    sink = read(
        RSD
        + "A,Does A.,,One; Two,https://x.org/1; https://x.org/2\n"
        + "B,Does B.,,One; Two,https://x.org/3\n"
        + "C,Does C.,,Only a title,\n",
        "rsd_csv",
    )
    titled = [(one["outside_uri"], one.get("outside_title")) for one in sink.of(Kind.ASSOCIATION)]
    assert titled == [
        ("https://x.org/1", "One"),
        ("https://x.org/2", "Two"),
        ("https://x.org/3", None),
    ]
    assert sink.competency("b")["extra"] == {"Alignment Title": "One; Two"}
    assert sink.competency("c")["extra"] == {"Alignment Title": "Only a title"}
    assert [where for where, _ in sink.notices] == ["line 3", "line 4"]


def test_the_columns_of_a_batch_import_are_known_too() -> None:
    text = (
        "RSD Name,Authors,Skill Statement,Category,Keywords,Alignment Name,Alignment URL,"
        "Alignment Framework,Alignment 2 Name,Alignment 2 URL\n"
        "A,Me,Does A.,Cat,x; y,One,https://x.org/1,F,Two,https://x.org/2\n"
    )
    sink = read(text, "rsd_csv")
    assert sink.competency("a")["extra"] == {"Authors": "Me", "Keywords": "x; y"}
    assert [one["outside_title"] for one in sink.of(Kind.ASSOCIATION)] == ["One", "Two"]
    assert sink.of(Kind.ASSOCIATION)[0]["extra"] == {"alignmentFramework": "F"}
    assert sink.lost(cells(text)) == []


def test_an_esco_concept_is_below_the_first_broader_one_that_the_file_has() -> None:
    text = (
        f"{ESCO}K,{SKILL}a,do a,skill/competence,Doing a.,"
        f'"{SKILL}x | {SKILL}b\n{SKILL}c",released\n'
        f"K,{SKILL}b,do b,knowledge,,,obsolete\nK,{SKILL}c,do c,,,,\n"
    )
    sink = read(text, "esco_csv", name="skills_de.csv")
    assert sink.of(Kind.FRAMEWORK)[0]["language"] == "de"
    a = sink.competency("a")
    assert (a["identifier"], a["parent"], a["category"]) == (f"{SKILL}a", "b", "skill/competence")
    assert sink.links() == [("a", "isChildOf", f"{SKILL}x"), ("a", "isPartOf", "c")]
    assert sink.competency("b")["statement"] == "do b"
    assert sink.competency("b")["extra"]["status"] == "obsolete"
    assert (sink.where("a"), sink.where("b")) == ("line 2", "line 4")
    assert sink.lost(cells(text)) == []


def test_groups_of_esco_have_their_own_codes_where_these_are_unique() -> None:
    header = "conceptType,conceptUri,preferredLabel,status,code\n"
    sink = read(
        f"{header}SkillGroup,{SKILL}S1,one,released,S1\nSkillGroup,{SKILL}S1.1,two,released,S1.1\n"
        f"ISCOGroup,http://x/isco/C0,nil,released,0\nISCOGroup,http://x/isco/C00,nul,released,0\n",
        "esco_csv",
    )
    assert [one["code"] for one in sink.of(Kind.COMPETENCY)] == ["S1", "S1.1", "C0", "C00"]
    assert sink.competency("C0")["extra"] == {"status": "released", "code": "0"}
    assert sink.competency("S1")["category"] == "SkillGroup"


def test_the_hierarchy_of_esco_is_spelled_out_row_by_row() -> None:
    text = (
        "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Description,"
        "Level 0 code,Level 1 code\n"
        f"{SKILL}S,skills,,,All skills,S,\n{SKILL}S,skills,{SKILL}S1,talking,Talks,S,S1\n"
        f"{SKILL}L,languages,{SKILL}L1,English,,L,L1\n"
    )
    sink = read(text, "esco_csv")
    assert sink.competency("S1")["parent"] == "S"
    assert sink.links() == [("L1", "isChildOf", f"{SKILL}L")]
    assert sink.lost(cells(text)) == []


@pytest.mark.parametrize(
    "header",
    [
        "conceptType,conceptUri,broaderType,broaderUri",
        "originalSkillUri,relationType,relatedSkillUri",
        "occupationUri,relationType,skillType,skillUri",
    ],
)
def test_tables_of_relations_alone_are_refused(header: str) -> None:
    [(where, what)] = read(f"{header}\na,b,c,d\n", "esco_csv").refusals
    assert where == "line 1"
    assert "relations" in what
