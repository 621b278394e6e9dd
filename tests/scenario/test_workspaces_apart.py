"""What one workspace has, nobody of another sees, goes on from, or takes away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.changed_payloads import change_payloads
from tests.faults.kinds import ALL, COMMAND, KINDS_BY_NAME, Kind
from tests.house import House
from tests.house_state import items
from tests.rest_caller import Caller
from tests.slack_reading import reading

OURS, THEIRS = "T0LOCAL", "T0THEIRS"


def move_away(house: House) -> None:
    """Whoever acts from now on does it in another workspace, with all the ids of ours."""
    change_payloads(house, _moved)


def _moved(value: Any) -> Any:
    """The same with another workspace's id wherever ours stands by itself."""
    if isinstance(value, dict):
        return {name: _moved(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each) for each in value]
    return THEIRS if value == OURS else value


def kept(house: House) -> dict[str, Any]:
    """Everything that is ours: the table's items, both buckets' objects, what stands in Slack."""
    s3 = house.client("s3")
    objects = {}
    for bucket in (house.settings.input_bucket, house.settings.output_bucket):
        for found in s3.list_objects_v2(Bucket=bucket).get("Contents", ()):
            objects[bucket, found["Key"]] = found["ETag"]
    return {
        "items": [item for item in items(house) if item["pk"].startswith(OURS)],
        "objects": objects,
        "messages": [(one.ts, one.text, one.blocks) for one in house.posted()],
    }


def keys_of(house: House) -> list[str]:
    """The keys of all items in the table."""
    return [str(item["pk"]) for item in items(house)]


def paint(house: House) -> None:
    """A picture of ana's stands in the channel."""
    COMMAND.do(house)
    house.settle()


GOING_ON: dict[str, Callable[[House], object]] = {
    name: KINDS_BY_NAME[name].do
    for name in ("reply by rule", "New seed", "My exact words", "reaction", "Delete")
} | {
    "Edit": lambda house: house.people.click("bo", house.posted()[-1].ts, "edit"),
    "a thumb": lambda house: house.people.click(
        "bo", house.posted()[-1].ts, "thumb", value=f"up:{house.jobs()[0].id}"
    ),
    "the reaction that deletes": lambda house: house.people.react(
        "ana", house.posted()[-1].ts, "x"
    ),
}


@pytest.mark.parametrize("name", GOING_ON)
def test_nobody_elsewhere_goes_on_from_a_picture(house: House, name: str) -> None:
    """Each way to go on ends at the workspace's door: nothing read, painted, counted or removed."""
    paint(house)
    before, painted = kept(house), len(house.painted())
    move_away(house)
    GOING_ON[name](house)
    house.settle()
    assert kept(house) == before
    assert len(house.painted()) == painted
    assert len(house.jobs()) == 1
    assert house.slack.modals.top("U0BO") is None


def test_a_form_of_ours_sent_from_elsewhere(house: House) -> None:
    """What a form remembers is looked up in the workspace it is sent from."""
    kind = KINDS_BY_NAME["form"]
    kind.prepare(house)
    before = kept(house)
    move_away(house)
    done = kind.do(house)
    house.settle()
    assert done.delivery is not None
    assert "prompt" in done.delivery.reply_json()["errors"]
    assert kept(house) == before
    assert len(house.jobs()) == 1


def test_words_improved_here_are_not_reused_there(house: House) -> None:
    """What the models made of words is remembered for the workspace that asked."""
    paint(house)
    move_away(house)
    paint(house)
    assert len(house.enhanced()) == len(house.painted()) == 2
    assert {job.tenant for job in house.jobs()} == {OURS, THEIRS}


def test_budgets_are_each_workspaces_own(build: Callable[..., House]) -> None:
    """One that has used up its day leaves the other's whole."""
    house = build(PicturesPerWorkspace="1")
    paint(house)
    paint(house)
    assert len(house.painted()) == 1
    move_away(house)
    paint(house)
    assert len(house.painted()) == 2


def test_numbers_are_each_workspaces_own(house: House) -> None:
    """The other workspace's admin reads of no picture."""
    paint(house)
    told = house.people.command("kim", "general", "stats").message
    assert told is not None
    assert "1 picture" in reading(told)
    move_away(house)
    told = house.people.command("kim", "general", "stats").message
    assert told is not None
    assert "1 picture" not in reading(told)


def test_programs_see_nothing_of_slacks(house: House) -> None:
    """Who may call the API looks at no job from Slack, and starts from no image of one."""
    KINDS_BY_NAME["shared image"].do(house)
    house.settle()
    (job,) = house.jobs()
    assert job.request.source is not None
    caller = Caller(house)
    assert caller.get(f"/jobs/{job.id}").status == 404
    image = f"s3://{house.settings.input_bucket}/{job.request.source.key}"
    told = caller.post("/generate", {"prompt": "a cat", "init_image_s3": image})
    assert told.status == 400
    assert len(house.jobs()) == 1


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_every_key_says_whose_it_is(house: House, kind: Kind) -> None:
    """Each item of the table and each object begins with its workspace or its account."""
    kind.prepare(house)
    laid = {key for _, key in kept(house)["objects"]} & {"cat.png"}
    kind.do(house)
    house.settle()
    tenants = {job.tenant for job in house.jobs()}
    assert all(key.partition("#")[0] in tenants for key in keys_of(house))
    keys = {key for _, key in kept(house)["objects"]} - laid
    doors = {f"{job.door}/" for job in house.jobs()}
    named = [key.removeprefix(next(filter(key.startswith, doors), "")) for key in keys]
    assert all(key.partition("/")[0] in tenants for key in named)
