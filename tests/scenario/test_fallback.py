"""When Slack will not show a file in a block: the picture as a file, the rest beside it."""

from __future__ import annotations

import dataclasses

from core.model import Status
from tests.house import House
from tests.slack_reading import buttons, literals, pictures


def test_a_picture_slack_refuses_in_a_block_is_shared_as_a_file(house: House) -> None:
    """The file appears in the message's thread; prompts, seed and buttons stay in the message."""
    house.slack.shows_unshared_files = False
    house.people.command("ana", "general", "a red fox --seed 42")
    house.settle()
    (job,) = house.jobs()
    assert job.status is Status.DONE
    message, shared = house.posted()
    assert pictures(message) == []
    assert "a red fox" in literals(message)
    assert "seed 42" in " ".join(literals(message))
    assert "new_seed" in buttons(message)
    assert shared.thread_ts == message.ts
    assert len(shared.files) == 1
    assert len(house.painted()) == 1


def test_where_the_bot_is_no_member_it_joins_for_the_file(house: House) -> None:
    """A message may be posted to any public channel; a file needs membership, so that is taken."""
    house.slack.shows_unshared_files = False
    house.people.command("ana", "random", "a red fox")
    house.settle()
    message, shared = house.posted("random")
    assert shared.thread_ts == message.ts
    assert len(shared.files) == 1
    assert house.jobs()[0].status is Status.DONE


def test_delete_takes_both_files(house: House) -> None:
    """Neither the copy that is seen nor the one that is not outlives the picture."""
    house.slack.shows_unshared_files = False
    house.people.command("ana", "general", "a red fox")
    house.settle()
    house.people.click("ana", house.posted()[0].ts, "delete")
    house.settle()
    assert [file.deleted for file in house.slack.files.all()] == [True, True]
    assert house.jobs()[0].status is Status.DELETED


def test_delete_takes_the_file_where_the_message_must_stay(house: House) -> None:
    """In an archived channel nothing can be removed but the file, which is."""
    house.people.command("ana", "general", "a red fox")
    house.settle()
    ts = house.posted()[0].ts
    house.people.click("ana", ts, "delete")
    channel = house.slack.channel("general")
    house.slack.put_channel(dataclasses.replace(channel, archived=True))
    house.settle()
    (file,) = house.slack.files.all()
    assert file.deleted
    assert house.pictures() == {}
    assert house.jobs()[0].status is Status.DELETED
