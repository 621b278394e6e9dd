"""Enhanced prompts found again: for whom, for what, for how long, and when not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from local.bedrock import TEXT_MODEL, Trouble
from local.faults import Call, Phase, Refusal
from tests.house import House
from tests.pictures import photo
from tests.rest_caller import Caller

WORDS = "a red fox in the snow --seed 7"


def ask(house: House, text: str = WORDS, user: str = "ana") -> None:
    """One command and its picture."""
    house.people.command(user, "general", text)
    house.settle()


def hits(printed: str) -> list[float]:
    """The values of the metric CacheHit."""
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return [line["CacheHit"][0] for line in lines if "CacheHit" in line]


def entries(house: House) -> list[str]:
    """The keys of what is cached."""
    rows = house.client("dynamodb").scan(TableName=house.settings.table)["Items"]
    return [row["pk"]["S"] for row in rows if "#prompt#" in row["pk"]["S"]]


def test_the_same_words_are_enhanced_once(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """The second picture has the same enhanced prompt and asks no model; the metric says so."""
    ask(house)
    ask(house, "a  red fox in the   snow --seed 8 --ar 1:1", user="bo")
    assert len(house.enhanced()) == 1
    first, second = house.painted()
    assert first["prompt"] == second["prompt"]
    assert hits(capsys.readouterr().out) == [0.0, 1.0]


@pytest.mark.parametrize(
    "other",
    [
        "a blue fox in the snow",
        "a red fox in the snow --style anime",
        "a red fox in the snow --no people",
    ],
)
def test_other_requests_are_not_the_same(house: House, other: str) -> None:
    """Other words, another style, other things to leave out: enhanced anew."""
    ask(house)
    ask(house, other)
    assert len(house.enhanced()) == 2


def test_another_source_is_not_the_same(house: House) -> None:
    """With another image, or none, the words are enhanced anew; with the same one they are not."""
    for number in (1, 1, 2):
        house.people.share("ana", "D0ANA", "photo.jpg", photo(number), "at night")
        house.settle()
    ask(house, "at night")
    assert len(house.painted()) == 4
    assert len(house.enhanced()) == 3


def test_another_tenant_is_not_the_same(house: House) -> None:
    """What one workspace asked for does not show in another's, or over REST."""
    ask(house)
    Caller(house).post("/generate-enhanced", {"prompt": "a red fox in the snow"})
    assert len(house.enhanced()) == 2
    assert {key.partition("#")[0] for key in entries(house)} == {"T0LOCAL", "aws-123456789012"}


def test_a_changed_style_is_not_the_same(build: Callable[..., House]) -> None:
    """A style whose text an operator has changed is enhanced anew; a changed strength is not."""
    changed = {"default": {"guidance": "ink on paper."}}
    kept = build(EnhancementStyles=json.dumps({"default": {"strength": 0.3}}))
    ask(kept)
    (before,) = entries(kept)
    other = build(EnhancementStyles=json.dumps(changed))
    ask(other)
    assert entries(other) != [before]
    plain = build()
    ask(plain)
    assert entries(plain) == [before]


def test_an_entry_has_its_time(build: Callable[..., House]) -> None:
    """After the days set it is enhanced anew, though DynamoDB may not have removed the entry."""
    house = build(EnhancementCacheDays="2")
    ask(house)
    house.clock.sleep(2 * 86_400 + 60)
    ask(house)
    assert len(house.enhanced()) == 2


def test_it_can_be_turned_off(build: Callable[..., House]) -> None:
    """With 0 days nothing is kept, looked for or measured."""
    house = build(EnhancementCacheDays="0")
    ask(house)
    ask(house)
    assert len(house.enhanced()) == 2
    assert entries(house) == []


def test_new_seed_never_needs_it(house: House) -> None:
    """🎲 goes on from the recipe: with the cache gone it still asks no model."""
    ask(house)
    (message,) = house.posted()
    for key in entries(house):
        house.client("dynamodb").delete_item(TableName=house.settings.table, Key={"pk": {"S": key}})
    house.trace.calls.clear()
    house.people.click("ana", message.ts, "new_seed")
    house.settle()
    assert len(house.enhanced()) == 1
    assert entries(house) == []
    assert len({body["prompt"] for body in house.painted()}) == 1


def test_what_fell_back_is_not_kept(house: House) -> None:
    """Words painted as they are because Nova was away are enhanced the next time."""
    house.bedrock.fail(TEXT_MODEL, Trouble.THROTTLE, times=9)
    ask(house)
    assert entries(house) == []
    house.bedrock.faults.clear()
    ask(house)
    assert len(house.enhanced()) == 1


def test_delete_removes_the_entry(house: House) -> None:
    """🗑 takes the cached prompt along, also where another job had made it."""
    ask(house)
    ask(house)
    first, second = house.posted()
    assert len(entries(house)) == 1
    house.people.click("ana", second.ts, "delete")
    house.settle()
    assert entries(house) == []
    house.people.click("ana", first.ts, "delete")
    house.settle()
    assert house.posted() == []


def test_a_table_that_fails_is_a_miss(house: House) -> None:
    """The cache being away costs an enhancement, not the picture."""

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        entry = call.operation in {"GetItem", "PutItem"} and b"#prompt#" in call.body
        ours = entry and phase is Phase.BEFORE
        return Refusal("InternalServerError", 500) if ours else None

    house.hook = refuse
    ask(house)
    ask(house)
    assert len(house.painted()) == len(house.enhanced()) == 2
