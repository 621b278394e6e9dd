"""The back room without a browser: what is seen of a picture's way, and trouble on order."""

from __future__ import annotations

import pytest

from local.slack.records import Json
from local.workspace import LocalWorkspace
from tests.workspaces import let_leases_run_out, until

from .conftest import Visitor

PAINTER = "stability.sd3-5-large-v1:0"


@pytest.fixture(scope="module")
def way(visitor: Visitor, workspace: LocalWorkspace) -> Json:
    """The way of one picture."""
    visitor.act("command", channel="C0GENERAL", name="/imagine", text="a blue kite --seed 9")
    assert workspace.settle(60)
    jobs = visitor.get("/backroom/jobs")["jobs"]
    job = next(each for each in jobs if each["prompt"] == "a blue kite")
    found: Json = visitor.get(f"/backroom/job/{job['id']}")
    return found


def test_a_picture_has_its_whole_way(way: Json) -> None:
    """Both runs and every call to table, models, S3 and Slack are there, each in its run."""
    assert way["job"]["status"] == "done"
    runs = {each["operation"]: each["run"] for each in way["entries"] if each["lane"] == "lambda"}
    for operation, run in (
        ("TransactWriteItems", "request"),
        ("Invoke", "request"),
        ("chat.postMessage", "fast lane"),
        ("Converse", "fast lane"),
        ("InvokeModel", "fast lane"),
        ("PutObject", "fast lane"),
        ("upload", "fast lane"),
        ("files.info", "fast lane"),
        ("chat.update", "fast lane"),
    ):
        [entry, *_] = [each for each in way["entries"] if each["operation"] == operation]
        assert entry["run"] == runs[run], operation
        assert entry["ended"] >= entry["began"]
        assert not entry["error"]


def test_payloads_are_plain_and_pictures_set_aside(visitor: Visitor, way: Json) -> None:
    """Table items are plain values, and an image is a picture instead of a page of base64."""
    numbers = {each["operation"]: each["number"] for each in reversed(way["entries"])}
    admitted = visitor.get(f"/backroom/payload/{numbers['TransactWriteItems']}")["request"]
    item = admitted["TransactItems"][0]["Put"]["Item"]
    assert item["request"]["prompt"] == "a blue kite"
    painted = visitor.get(f"/backroom/payload/{numbers['InvokeModel']}")
    assert painted["request"]["seed"] == 9
    image = painted["answer"]["images"][0]
    answer = visitor.open(f"/backroom/picture/{image['picture']}")
    assert answer.content_type == "image/jpeg"
    assert len(answer.data) == image["bytes"]


def test_the_gist_says_what_was_done(way: Json) -> None:
    """Each entry is told apart by a few words of what it is about."""
    gists = {each["operation"]: each["gist"] for each in reversed(way["entries"])}
    assert gists["request"] == "ana: /imagine a blue kite --seed 9"
    assert gists["TransactWriteItems"].startswith("new job")
    assert "blue kite" in gists["Converse"]
    assert gists["PutObject"].endswith(f"{way['job']['id'].partition('.')[2]}.jpg")


def order(visitor: Visitor, switch: str, times: int) -> None:
    """Order trouble."""
    visitor.send(
        "/backroom/trouble",
        json={"id": switch, "times": times},
    )


def left(visitor: Visitor, switch: str) -> int:
    """How often a trouble is still to come."""
    switches = visitor.get("/backroom/trouble")["switches"]
    return next(int(each["left"]) for each in switches if each["id"] == switch)


@pytest.mark.parametrize(
    ("switch", "lane", "error"),
    [
        ("throttle_table", "dynamodb", "ThrottlingException"),
        ("lose_table", "dynamodb", "the answer was lost"),
        ("slack_limit", "slack", "ratelimited"),
        ("slack_down", "slack", "HTTP 500"),
        ("lose_slack", "slack", "the answer was lost"),
        ("lose_model", "bedrock", "the answer was lost"),
        ("kill_stored", "lambda", "signal: killed"),
    ],
)
def test_trouble_happens_once_and_is_seen(
    visitor: Visitor, workspace: LocalWorkspace, switch: str, lane: str, error: str
) -> None:
    """A switch makes its trouble for one call, and the call shows what it came to."""
    words = f"a study of {switch}"
    order(visitor, switch, 2)
    order(visitor, switch, 1)
    assert left(visitor, switch) == 1
    visitor.act("command", channel="C0GENERAL", name="/imagine", text=words)
    until(lambda: left(visitor, switch) == 0)
    until(lambda: any(error in each for each in errors(visitor, words, lane)))
    let_leases_run_out(workspace)
    assert workspace.settle(60)


def test_filters_are_ordered_apart(visitor: Visitor, workspace: LocalWorkspace) -> None:
    """Two kinds of trouble with the painter do not undo each other."""
    order(visitor, "filter_words", 1)
    order(visitor, "filter_picture", 2)
    assert [left(visitor, each) for each in ("filter_words", "filter_picture")] == [1, 2]
    order(visitor, "filter_words", 0)
    order(visitor, "filter_picture", 0)
    assert workspace.bedrock.faults.waiting(PAINTER) == ()


def errors(visitor: Visitor, words: str, lane: str) -> list[str]:
    """What went wrong on the way of a picture."""
    jobs = visitor.get("/backroom/jobs")["jobs"]
    ids = [each["id"] for each in jobs if each["prompt"] == words]
    entries = [each for job in ids for each in visitor.get(f"/backroom/job/{job}")["entries"]]
    return [each["error"] for each in entries if each["lane"] == lane]
