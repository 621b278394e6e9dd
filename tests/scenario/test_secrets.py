"""Slack's secrets seen from the door: missing, rotated, forged against, out of reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.faults import Call, Lost, Phase, Refusal, nothing
from local.provision import put_secret
from tests.house import House


@pytest.fixture
def house() -> Iterator[House]:
    """A house whose function reads its secrets from the store, where there are none yet."""
    made = House({}, SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="")
    for source in ("SLACK_BOT_TOKEN_SOURCE", "SLACK_SIGNING_SECRET_SOURCE"):
        name = made.environment[source].partition(":")[2]
        made.client("ssm").delete_parameter(Name=name)
    yield made
    made.close()


def store(house: House) -> None:
    """What `make secrets` does with the workspace's present ones."""
    put_secret(house.client, house.environment["SLACK_BOT_TOKEN_SOURCE"], house.slack.token)
    put_secret(
        house.client, house.environment["SLACK_SIGNING_SECRET_SOURCE"], house.slack.signing_secret
    )


def status(house: House) -> int:
    """How a command is answered."""
    done = house.people.command("ana", "general", "help")
    assert done.delivery is not None
    assert done.delivery.reply is not None
    return done.delivery.reply.status


def readings(house: House) -> int:
    """How often the store was asked."""
    return house.trace.calls.count("ssm:GetParameter")


def test_before_there_are_secrets(house: House) -> None:
    """The door answers 503, the log names the command, and once it was run the next act works."""
    assert status(house) == 503
    assert "SLACK_SIGNING_SECRET is not in ssm: run make secrets" in house.logged()
    store(house)
    house.clock.sleep(5)
    assert status(house) == 200


def test_rotation_without_a_redeploy(house: House) -> None:
    """The first act after a rotation is answered, signed with the new secret."""
    store(house)
    assert status(house) == 200
    house.slack.signing_secret = "f" * 32
    store(house)
    assert status(house) == 200


def test_flood_of_forgeries(house: House) -> None:
    """Any number of forged requests costs the store one reading in thirty seconds."""
    store(house)
    assert status(house) == 200
    before, genuine = readings(house), house.slack.signing_secret
    house.slack.signing_secret = "forged"
    assert {status(house) for _ in range(100)} == {401}
    assert readings(house) == before + 1
    house.slack.signing_secret = genuine
    assert status(house) == 200


def test_outage_of_the_store(house: House) -> None:
    """While the store is out, what is known goes on being used."""
    store(house)
    assert status(house) == 200

    def out(call: Call, phase: Phase) -> Refusal | Lost | None:
        if call.service == "ssm" and phase is Phase.BEFORE:
            return Refusal("InternalServerError", 500, "no")
        return nothing(call, phase)

    house.hook = out
    house.clock.sleep(301)
    assert {status(house) for _ in range(20)} == {200}
    assert "ssm" in house.logged()
