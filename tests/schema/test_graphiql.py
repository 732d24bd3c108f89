"""GraphiQL calls what its bundled libraries have: a page that only loads is no page."""

import re

from app.schema.door import graphiql


def test_the_page_calls_functions_that_are_there() -> None:
    called = set(re.findall(r"ReactDOM\.(\w+)\(", graphiql.page()))
    library = (graphiql.assets() / "react-dom.production.min.js").read_text(encoding="utf-8")
    assert called
    for name in called:
        assert re.search(rf"\.{name}=function", library), f"ReactDOM has no {name}"


def test_every_file_of_the_page_is_there() -> None:
    files = re.findall(rf'"{graphiql.ASSETS}/([\w.-]+)"', graphiql.page())
    assert len(files) == 4
    for name in files:
        assert (graphiql.assets() / name).is_file()
