"""Slack files in image blocks: only pictures that are ready, showable and the bot's to show."""

from __future__ import annotations

import pytest

from local.slack.records import Json
from tests.slack_bench import Bench, picture, uploaded


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


def error(answer: Json) -> str:
    """The error's name; "" when all went well."""
    return str(answer.get("error", ""))


def image(file_id: str) -> Json:
    """An image block over a Slack file."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "a fox"}


def test_shows_a_ready_file(bench: Bench) -> None:
    """An image block over a processed file is taken, though the file was shared nowhere."""
    blocks = [image(uploaded(bench.workspace))]
    assert bench.call("chat.postMessage", channel="C0STUDIO", text="x", blocks=blocks)["ok"]


def test_file_still_processed(bench: Bench) -> None:
    """An image block over a file that is still being processed is refused, then taken."""
    bench.workspace.files.delay = 2.0
    args: Json = {"channel": "C0GENERAL", "text": "x", "blocks": [image(uploaded(bench.workspace))]}
    answer = bench.call("chat.postMessage", **args)
    assert error(answer) == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"
    ]
    bench.clock.now += 2.0
    assert bench.call("chat.postMessage", **args)["ok"]


@pytest.mark.parametrize(
    "content", [picture("WEBP"), picture("BMP"), b"<html>", b""], ids=["webp", "bmp", "html", "-"]
)
def test_file_that_cannot_be_shown(bench: Bench, content: bytes) -> None:
    """Only png, jpeg and gif are shown by an image block; unknown files are not."""
    file_id = uploaded(bench.workspace, content) if content else "F0NONE"
    answer = bench.call("chat.postMessage", channel="C0GENERAL", blocks=[image(file_id)])
    assert error(answer) == "invalid_blocks"


def test_file_of_others(bench: Bench) -> None:
    """A file shared only where the bot is not cannot be shown by it."""
    shared = bench.acts.share("ana", "secret", "fox.png", picture()).message
    assert shared is not None
    answer = bench.call("chat.postMessage", channel="C0GENERAL", blocks=[image(shared.files[0])])
    assert error(answer) == "invalid_blocks"


def test_file_in_a_context(bench: Bench) -> None:
    """A small picture in a context is looked at too."""
    context = {"type": "context", "elements": [image("F0NONE")]}
    answer = bench.call("chat.postMessage", channel="C0GENERAL", blocks=[context])
    assert answer["errors"] == ["invalid slack file [json-pointer:/blocks/0/elements/0/slack_file]"]
