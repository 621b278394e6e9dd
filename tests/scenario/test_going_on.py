"""Going on from a picture: buttons, words to the bot, deletion."""

from __future__ import annotations

from core.model import Status
from tests.house import House
from tests.slack_reading import buttons, reading


def painted(house: House, text: str = "a red fox in the snow") -> str:
    """Have a picture painted for ana and give its message's `ts`."""
    house.people.command("ana", "general", text)
    house.settle()
    return house.posted()[-1].ts


def test_a_new_seed_keeps_everything_else(house: House) -> None:
    """🎲 paints the same enhanced prompt and options with another seed, for whoever pressed."""
    ts = painted(house, "a red fox --ar 1:1 --no cars --seed 42")
    house.people.click("bo", ts, "new_seed")
    house.settle()
    first, second = house.painted()
    assert first.pop("seed") == 42
    assert second.pop("seed") not in {0, 42}
    assert first == second
    assert len(house.enhanced()) == 1
    assert "bo" in reading(house.posted()[-1])
    assert house.jobs()[1].request.parent_id == house.jobs()[0].id


def test_pressing_twice_is_two_acts_and_one_press_delivered_twice_is_one(house: House) -> None:
    """The act counts, not its delivery."""
    ts = painted(house)
    done = house.people.click("ana", ts, "new_seed")
    assert done.delivery is not None
    house.people.courier.repeat(done.delivery)
    house.settle()
    assert len(house.painted()) == 2
    house.people.click("ana", ts, "new_seed")
    house.settle()
    assert len(house.painted()) == 3


def test_deleting_takes_everything_away(house: House) -> None:
    """🗑 by its maker removes message, file, object and words."""
    ts = painted(house, "a red fox nobody else should see")
    (job,) = house.jobs()
    house.people.click("ana", ts, "delete")
    house.settle()
    assert house.posted() == []
    assert house.pictures() == {}
    file = house.slack.files.find(job.notes["file_id"])
    assert file is None or file.deleted
    (job,) = house.jobs()
    assert job.status is Status.DELETED
    rows = house.client("dynamodb").scan(TableName=house.settings.table)["Items"]
    assert "nobody else should see" not in str(rows)


def test_only_its_maker_or_an_admin_deletes(house: House) -> None:
    """Another member is told so privately; an admin may."""
    ts = painted(house)
    house.people.click("bo", ts, "delete")
    house.settle()
    assert len(house.posted()) == 1
    (told,) = house.private("bo")
    assert "admin" in reading(told)
    house.people.click("kim", ts, "delete")
    house.settle()
    assert house.posted() == []


def test_words_in_the_bots_own_conversation_run(house: House) -> None:
    """In the direct message, words are what the command would take."""
    house.people.post("ana", "D0ANA", "a red fox & a <hen> --ar 1:1")
    house.settle()
    (message,) = house.posted("D0ANA")
    assert "a red fox & a <hen>" in reading(message)
    assert house.painted()[0]["aspect_ratio"] == "1:1"
    assert "new_seed" in buttons(message)


def test_words_with_a_mention_run(house: House) -> None:
    """In a channel a mention makes words a request; without one they are talk."""
    house.people.post("ana", "general", "@imagine a red fox")
    house.people.post("ana", "general", "a red fox, I said")
    house.settle()
    assert len(house.posted()) == len(house.painted()) == 1


def test_bad_words_to_the_bot_are_answered_privately(house: House) -> None:
    """What the command would refuse is refused here as well, to the one person."""
    house.people.post("ana", "D0ANA", "a red fox --ar 4:3")
    house.settle()
    (told,) = house.private()
    assert "16:9" in reading(told)
    assert house.jobs() == []


def test_a_message_delivered_again_is_the_same_act(house: House) -> None:
    """Slack's retries of an event start nothing new."""
    done = house.people.post("ana", "D0ANA", "a red fox")
    assert done.delivery is not None
    for _ in range(3):
        house.people.courier.repeat(done.delivery)
    house.settle()
    assert len(house.painted()) == len(house.posted("D0ANA")) == 1
