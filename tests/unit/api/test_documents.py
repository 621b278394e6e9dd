"""docs/rest.md says what the OpenAPI document and the code say."""

from __future__ import annotations

import json
import re
from pathlib import Path

from api import rest
from core import prices

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "rest.md").read_text(encoding="utf-8")
DOCUMENT = json.loads((ROOT / "api" / "openapi.json").read_text(encoding="utf-8"))


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("| ") and not line.startswith("| ---")
    ][1:]


def test_every_field_is_told() -> None:
    """The table of fields has each of the request, and no other."""
    told = [cells[0].strip("`") for cells in rows("Ask for a picture")]
    assert sorted(told) == sorted(DOCUMENT["components"]["schemas"]["Request"]["properties"])


def test_every_error_is_told() -> None:
    """The table of errors has each code with its status."""
    told = {
        (status, code)
        for statuses, codes, about in rows("When it does not work")
        for status in statuses.split(", ")
        for code in re.findall(r"`([a-z_]+)`", codes or about)
    }
    documented = set()
    for status, response in DOCUMENT["paths"]["/generate"]["post"]["responses"].items():
        named = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
        schema = named["content"]["application/json"]["schema"]
        for each in schema.get("anyOf", [schema]):
            for code in each.get("properties", {}).get("error", {}).get("enum", []):
                documented.add((status, code))
    documented.add(("404", "not_found"))
    assert documented <= told
    assert {code for _, code in told} == {code for _, code in documented}


def test_what_waiting_means_is_told() -> None:
    """Seconds and cost are those of the code."""
    assert f"within {rest.PATIENCE:.0f} seconds" in TEXT
    assert f"up to {rest.INVOCATION_PATIENCE:.0f} seconds" in TEXT
    assert f"about {prices.LAMBDA / prices.MICRO:.4f} USD a request" in TEXT
