"""`career sync`: a competency model from a file into a running server, over HTTP."""

import json
import sys
from pathlib import Path
from typing import Any, Final

import httpx
import yaml

NOTHING, REFUSED, CHANGED = 0, 1, 2
SCOPE: Final = "competencies:sync"


def sync_file(path: Path, url: str, client_id: str, client_secret: str, *, dry_run: bool) -> int:
    """The exit code: 0 nothing changed, 1 refused, 2 something changed or would."""
    try:
        document = read_source(path)
    except (OSError, ValueError, yaml.YAMLError) as error:
        return _refuse(f"{path}: {error}")
    try:
        with httpx.Client(base_url=url, timeout=60) as http:
            token = http.post(
                "/oauth2/token",
                data={"grant_type": "client_credentials", "scope": SCOPE},
                auth=(client_id, client_secret),
            )
            if token.is_error:
                return _refuse(f"no token: {token.json().get('error_description')}")
            answer = http.post(
                "/v1/competency-frameworks:sync",
                json={"document": document, "dryRun": dry_run},
                headers={"Authorization": f"Bearer {token.json()['access_token']}"},
            )
    except httpx.HTTPError as error:
        return _refuse(f"{url}: {error}")
    body = answer.json()
    if answer.is_error:
        faults = (f"  {one['pointer']}: {one['detail']}" for one in body.get("errors", ()))
        return _refuse("\n".join([body["detail"], *faults]))
    sys.stdout.write(_told(body))
    return CHANGED if body["changed"] else NOTHING


def read_source(path: Path) -> Any:
    """The plain objects of a YAML or JSON file.

    Raises OSError, ValueError or YAMLError, with the line where there is one.
    """
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)


def _told(report: dict[str, Any]) -> str:
    marks = {"created": "+", "updated": "~", "retired": "-"}
    lines = [
        f"{marks[one['kind']]} {one['code']}"
        + (f"  ({', '.join(one['fields'])})" if one["fields"] else "")
        for one in report["changes"]
    ]
    lines += [f"! {one['where']}: {one['what']}" for one in report["notices"]]
    counts = ", ".join(f"{report[n]} {n}" for n in ("created", "updated", "retired", "unchanged"))
    return "\n".join([*lines, f"{report['code']}: {counts}", ""])


def _refuse(why: str) -> int:
    sys.stderr.write(f"career: {why}\n")
    return REFUSED
