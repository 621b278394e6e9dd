"""How many calls things take: each is a person's time, and money.

Counts do not flicker as times do. A change that needs one more call says so here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.house import House
from tests.pictures import photo

PICTURE = Counter(
    {
        # lease; placeholder; picture; thread
        "dynamodb:UpdateItem": 4,
        # counted; ended
        "dynamodb:TransactWriteItems": 2,
        "dynamodb:GetItem": 1,  # words enhanced before?
        "dynamodb:PutItem": 1,  # these, for next time
        "bedrock-runtime:Converse": 1,
        "bedrock-runtime:InvokeModel": 1,
        "s3:PutObject": 1,
        "slack:chat.postMessage": 1,
        "slack:chat.update": 2,
        "slack:files.getUploadURLExternal": 1,
        "slack:upload": 1,
        "slack:files.completeUploadExternal": 1,
        "slack:files.info": 1,
    }
)
"""A picture from words."""


def made(house: House) -> Counter[str]:
    """The calls since the last look."""
    calls = Counter(house.trace.calls)
    house.trace.calls.clear()
    return calls


def test_calls_of_an_acknowledgement(house: House) -> None:
    """One table write and one invocation."""
    house.people.command("ana", "general", "a red fox")
    assert made(house) == {"dynamodb:TransactWriteItems": 1, "lambda:Invoke": 1}


def test_calls_of_a_picture(house: House) -> None:
    """One table write for each step, one call for each thing that Slack is told."""
    house.people.command("ana", "general", "a red fox")
    made(house)
    house.settle()
    assert made(house) == PICTURE


def test_calls_of_a_picture_of_the_same_words(house: House) -> None:
    """Words that were enhanced before are looked up, not enhanced again, not kept again."""
    for _ in range(2):
        house.people.command("ana", "general", "a red fox")
        house.settle()
        calls = made(house)
    ack = Counter({"dynamodb:TransactWriteItems": 1, "lambda:Invoke": 1})
    saved = Counter({"bedrock-runtime:Converse": 1, "dynamodb:PutItem": 1})
    assert calls == PICTURE + ack - saved


def test_calls_of_a_picture_from_a_photo(house: House) -> None:
    """One look and one download more, the safe copy kept and recorded."""
    house.people.share("ana", "D0ANA", "cat.png", photo(), "at night")
    made(house)
    house.settle()
    more = Counter(
        {
            "slack:files.info": 1,
            "slack:download": 1,
            "slack:users.info": 1,  # messages do not carry names
            "s3:PutObject": 1,
            "dynamodb:UpdateItem": 1,
        }
    )
    assert made(house) == PICTURE + more


def test_calls_do_not_grow(build: Callable[..., House]) -> None:
    """The last of many pictures takes what the first took."""
    budgets = ("PicturesPerPerson", "PicturesPerWorkspace", "PaidCallsPerWorkspace")
    house = build(**dict.fromkeys(budgets, "1000"))
    for at in range(25):
        house.people.command("ana", "general", f"a red fox, number {at} --seed {at + 1}")
        made(house)
        house.settle()
    assert made(house) == PICTURE


def test_a_message_that_is_not_for_us_calls_nobody(house: House) -> None:
    """Other people's talk, with or without mentions of each other, costs no call at all."""
    for words in ("lunch?", "@bo is it yours", "https://example.com", "imagine that"):
        house.people.post("ana", "general", words)
    house.settle()
    assert made(house) == {}
