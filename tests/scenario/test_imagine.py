"""`/imagine` from the signed command to the finished message."""

from __future__ import annotations

import io

from PIL import Image

from core.model import Status
from tests.house import House
from tests.slack_reading import assert_dead, buttons, literals, pictures


def test_a_command_becomes_a_picture_with_both_prompts_and_the_seed(house: House) -> None:
    """`/imagine a red fox …` ends as one message: picture, words, enhanced prompt, recipe."""
    done = house.people.command("ana", "general", "a red fox in the snow --ar 16:9 --seed 42")
    assert done.delivery is not None
    assert done.delivery.reply is not None
    assert (done.delivery.reply.status, done.delivery.reply.body) == (200, b"")
    house.settle()

    (message,) = house.posted()
    (job,) = house.jobs()
    assert job.status is Status.DONE
    assert job.enhancement is not None
    texts = literals(message)
    assert "a red fox in the snow" in texts
    assert job.enhancement.prompt in texts
    assert "seed 42" in " ".join(texts)
    assert message.text
    assert {"new_seed", "delete"} <= buttons(message).keys()
    ((key, kept),) = house.pictures().items()
    assert key.startswith("T0LOCAL/")
    assert house.uploaded(pictures(message)) == kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1344, 768))
    assert_dead(message)
    assert house.private() == []


def test_the_models_are_asked_once_and_to_the_letter(house: House) -> None:
    """One picture is one enhancement and one paid image call, with the schema's fields alone."""
    house.people.command("ana", "general", "a red fox --no people, cars --ar 1:1 --format png")
    house.settle()

    (body,) = house.painted()
    (job,) = house.jobs()
    assert job.enhancement is not None
    assert body == {
        "prompt": job.enhancement.prompt,
        "mode": "text-to-image",
        "aspect_ratio": "1:1",
        "seed": job.request.seed,
        "output_format": "png",
        "negative_prompt": "people, cars",
    }
    assert len(house.enhanced()) == 1


def test_an_acknowledgement_is_one_table_write_and_one_invocation(house: House) -> None:
    """Before Slack is answered nothing is called but the table, once, and this function, once."""
    house.people.command("ana", "general", "a red fox")
    assert house.trace.calls == ["dynamodb:TransactWriteItems", "lambda:Invoke"]
