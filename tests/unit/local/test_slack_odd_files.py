"""Files that are not simply there: from other organisations, deleted, hidden, elsewhere."""

from __future__ import annotations

import pytest

from local.slack.acts import Upload
from tests.slack_bench import Bench, picture


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


def test_file_from_another_organisation(bench: Bench) -> None:
    """An event names such a file only; files.info knows the rest."""
    upload = Upload("fox.png", picture(), from_connect=True)
    bench.acts.post("ana", "general", files=[upload])
    file = bench.app.events[0]["files"][0]
    assert (file["mode"], file["file_access"]) == ("file_access", "check_file_info")
    assert "url_private" not in file
    info = bench.call("files.info", file=file["id"])["file"]
    assert info["mimetype"] == "image/png"


@pytest.mark.parametrize("mode", ["tombstone", "hidden_by_limit"])
def test_file_without_substance(bench: Bench, mode: str) -> None:
    """A tombstone and a file beyond the plan's limit say no more than that."""
    bench.acts.post("ana", "general", files=[Upload("fox.png", picture(), mode=mode)])
    file = bench.app.events[0]["files"][0]
    assert set(file) == {"id", "mode"}
    assert file["mode"] == mode


def test_external_file(bench: Bench) -> None:
    """A file that lives elsewhere carries the other site's address."""
    bench.acts.post("ana", "general", files=[Upload("fox.png", picture(), mode="external")])
    file = bench.app.events[0]["files"][0]
    assert file["is_external"] is True
    assert file["url_private"] == "https://example.com/fox.png"
