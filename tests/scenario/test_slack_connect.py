"""Channels shared by Slack Connect: whoever acts, it is the workspace of the app that counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.changed_payloads import change_payloads
from tests.faults.kinds import COMMAND, KINDS_BY_NAME
from tests.house import House

OURS, PARTNER = "T0LOCAL", "T0PARTNER"


def share_channel(house: House) -> None:
    """From now on everybody who acts belongs to a partner's workspace.

    The payloads are those of slackapi/bolt-js#1614, slackapi/java-slack-sdk#1041 and Bolt's tests.
    """
    change_payloads(house, _by_a_guest)


def _by_a_guest(payload: dict[str, Any]) -> dict[str, Any]:
    match payload.get("type"):
        case "event_callback":
            said = {"user_team": PARTNER, "source_team": PARTNER, "team": PARTNER}
            event = {"event": {**payload["event"], **said}, "team_id": PARTNER}
            return {**payload, **event, "context_team_id": OURS, "is_ext_shared_channel": True}
        case "view_submission":
            payload["view"]["app_installed_team_id"] = OURS
            payload["team"] = {"id": PARTNER, "domain": "partner"}
    if "user" in payload:
        payload["user"]["team_id"] = PARTNER
    return payload


@pytest.mark.parametrize("name", ["words to the bot", "mention in a thread", "form", "reaction"])
def test_a_guest_counts_in_the_workspace_of_the_app(house: House, name: str) -> None:
    """Whatever a guest asks for is a job of the app's workspace, and counted there alone."""
    kind = KINDS_BY_NAME[name]
    kind.prepare(house)
    share_channel(house)
    kind.do(house)
    house.settle()
    assert {job.tenant for job in house.jobs()} == {OURS}
    assert {key.partition("#")[0] for key in house.counters()} == {OURS}
    assert len(house.painted()) == len(house.jobs()) > 0


def test_guests_have_no_budget_of_their_own(build: Callable[..., House]) -> None:
    """A day that the workspace has used up is used up for its guests as well."""
    house = build(PicturesPerWorkspace="1")
    COMMAND.do(house)
    house.settle()
    share_channel(house)
    house.people.post("bo", "general", "@imagine a blue boat")
    house.settle()
    assert len(house.painted()) == 1


@pytest.mark.parametrize("name", ["reply by rule", "New seed", "reaction", "form", "Delete"])
def test_guests_go_on_from_pictures_as_members_do(house: House, name: str) -> None:
    """A guest's reply, button, reaction or form finds the picture it is about."""
    kind = KINDS_BY_NAME[name]
    kind.prepare(house)
    share_channel(house)
    done = kind.do(house)
    house.settle()
    assert not done.error
    assert len(house.jobs()) == (2 if kind.creates else 1)
    assert house.private() == house.private("bo") == []


def test_a_guests_picture_can_be_deleted(house: House) -> None:
    """A picture that a guest asked for by a form is theirs to delete, button and all."""
    kind = KINDS_BY_NAME["form"]
    kind.prepare(house)
    share_channel(house)
    kind.do(house)
    house.settle()
    picture = house.posted()[-1]
    house.people.click(house.jobs()[-1].address["user"], picture.ts, "delete")
    house.settle()
    assert picture.ts not in {message.ts for message in house.posted()}


def test_slackbots_messages_start_nothing(house: House) -> None:
    """Slackbot tells of a removed app in a direct message, as a person would write one."""
    house.people.courier.send_event(
        {
            "type": "event_callback",
            "team_id": OURS,
            "api_app_id": house.slack.app_id,
            "event_id": "Ev0SLACKBOT",
            "authorizations": [{"team_id": OURS, "user_id": house.slack.bot.id, "is_bot": True}],
            "event": {
                "type": "message",
                "user": "USLACKBOT",
                "text": "You have been removed from #general by <@U0KIM>",
                "channel": "D0ANA",
                "channel_type": "im",
                "ts": "1800000000.000009",
            },
        }
    )
    house.settle()
    assert house.jobs() == house.enhanced() == []
