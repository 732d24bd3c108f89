"""The people in the examples: 60 of them, the same in both files."""

import csv
import json
from datetime import date
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_both_files_of_people_say_the_same() -> None:
    items = json.loads((EXAMPLES / "people.json").read_text("utf-8"))["items"]
    with (EXAMPLES / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]

    assert rows == items
    assert len(items) == 60
    assert all(date.fromisoformat(one["startsOn"]) for one in items)
    assert sorted({one["status"] for one in items}) == ["active", "on_leave"]
    assert len({one["workEmail"] for one in items}) == 60


def test_everybody_reports_up_to_the_one_head() -> None:
    items = json.loads((EXAMPLES / "people.json").read_text("utf-8"))["items"]
    managers = {one["externalId"]: one["managerExternalId"] for one in items}

    depths = set()
    for person in managers:
        path: list[str] = []
        here: str | None = person
        while here is not None:
            assert here in managers
            assert here not in path
            path.append(here)
            here = managers[here]
        depths.add(len(path))
    assert depths == {1, 2, 3, 4}
    assert list(managers.values()).count(None) == 1
