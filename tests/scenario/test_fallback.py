"""When Slack will not show a file in a block: the picture as a file, the rest beside it."""

from __future__ import annotations

from core.model import Status
from tests.house import House
from tests.slack_reading import buttons, literals, pictures


def test_a_picture_slack_refuses_in_a_block_is_shared_as_a_file(house: House) -> None:
    """The file appears in the message's thread; prompts, seed and buttons stay in the message."""
    # Two updates name the stages; whatever shows the file from then on is refused.
    house.slack.faults.refuse("chat.update", "invalid_blocks", times=2)
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
