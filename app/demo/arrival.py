"""How people and competency models arrive: from the HRIS and from files, by a machine client."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

from app.demo import props
from app.demo.cast import Cast
from app.demo.doors import Caller, expect
from app.demo.telling import Teller


async def admit_vendor(http: httpx.AsyncClient, cast: Cast, teller: Teller) -> Caller:
    """A machine client with a token of its own (client_credentials)."""
    form = {"grant_type": "client_credentials"}
    answer = await http.post("/oauth2/token", data=form, auth=(cast.client_id, cast.client_secret))
    expect(answer.status_code == HTTPStatus.OK, f"the vendor got no token: {answer.text}")
    granted = answer.json()
    scopes = len(granted["scope"].split())
    text = f"a token for {granted['expires_in']} s and {scopes} scopes"
    teller.answered("vendor", answer, text)
    return Caller("vendor", http, granted["access_token"])


async def bring_people(vendor: Caller, teller: Teller) -> None:
    """60 people and whom they report to, from two files that say the same."""
    table, objects = props.example("people.csv"), props.example("people.json")
    people = len(json.loads(objects)["items"])
    for name, body, media_type in (
        ("people.csv", table, "text/csv"),
        ("people.json", objects, "application/json"),
    ):
        answer = await vendor.rest(
            "POST",
            "/v1/people:batch",
            body,
            status=HTTPStatus.MULTI_STATUS,
            headers={"content-type": media_type},
        )
        report = answer.json()
        teller.answered("vendor", answer, f"{name}: {_counts(report, 'created updated unchanged')}")
        expect(len(report["items"]) == people, f"{people} people were sent in {name}")
        expect(report["refused"] == 0, f"people of {name} were refused: {answer.text}")
    expect(report["unchanged"] == people, "the same people again changed something")


async def bring_models(vendor: Caller, samples: Path, teller: Teller) -> None:
    """Our own example, and a real CASE package where there is one; each of them twice."""
    await _sync_twice(vendor, teller, "competency-model.yaml", props.own_model())
    package = props.case_package(samples)
    if package is None:
        teller.note("(No CASE package here: CAREER_SAMPLE_DATA may name a folder with one.)")
    else:
        await _sync_twice(vendor, teller, "a real CASE 1.0 package", package)


async def _sync_twice(vendor: Caller, teller: Teller, name: str, model: bytes) -> None:
    for which in (name, "again"):
        path = "/v1/competency-frameworks:sync-file"
        headers = {"content-type": "application/octet-stream"}
        answer = await vendor.rest("POST", path, model, headers=headers)
        report = answer.json()
        notices = f", {len(report['notices'])} notices" if report["notices"] else ""
        counts = _counts(report, "created updated retired unchanged")
        teller.answered("vendor", answer, f"{which}: {counts}{notices}")
    expect(not report["changed"], f"{name} changed something the second time")


def _counts(report: dict[str, Any], names: str) -> str:
    """The counts that are not zero, in words."""
    told = ", ".join(f"{report[name]} {name}" for name in names.split() if report[name])
    return told or "nothing"
