"""Buttons and forms: edit, my exact words, a new picture from the form, lineage."""

from __future__ import annotations

from typing import Any

import pytest

from tests.changed_payloads import change_payloads
from tests.house import House
from tests.pictures import photo
from tests.slack_reading import buttons, literals, reading


@pytest.fixture
def picture(house: House) -> str:
    """A picture of ana's in #general."""
    house.people.command("ana", "general", "a red fox in the snow --ar 1:1 --seed 42 --no cars")
    house.settle()
    (message,) = house.posted()
    assert buttons(message).keys() == {"new_seed", "edit", "exact_words", "delete"}
    return message.ts


def test_edit_opens_the_recipe(house: House, picture: str) -> None:
    """✏️ shows prompt, enhanced prompt and every option as they were."""
    house.people.click("bo", picture, "edit")
    view = house.slack.modals.top("U0BO")
    assert view is not None
    shown = str(view.payload["blocks"])
    (job,) = house.jobs()
    assert job.enhancement is not None
    for part in ("a red fox in the snow", job.enhancement.prompt, "'1:1'", "42", "cars"):
        assert part in shown


@pytest.mark.parametrize("kept", ['{"channel": "C0GENERAL", "another": 1}', "{}", "[]", ""])
def test_a_form_from_before_an_update_keeps_its_words(
    house: House, picture: str, kept: str
) -> None:
    """What another release remembered in a form is refused in the form, which stays open."""
    house.people.click("bo", picture, "edit")

    def from_before(payload: dict[str, Any]) -> dict[str, Any]:
        if payload.get("type") == "view_submission":
            payload["view"]["private_metadata"] = kept
        return payload

    change_payloads(house, from_before)
    done = house.people.submit("bo", {"prompt": "a blue fox"})
    house.settle()
    assert done.delivery is not None
    assert "before an update" in done.delivery.reply_json()["errors"]["prompt"]
    assert len(house.painted()) == 1


def test_edit_changes_what_was_changed(house: House, picture: str) -> None:
    """Another ratio alone keeps the enhanced prompt; nothing is asked of Nova."""
    house.people.click("bo", picture, "edit")
    house.people.submit("bo", {"ratio": "3:2"})
    house.settle()
    first, second = house.painted()
    assert (first.pop("aspect_ratio"), second.pop("aspect_ratio")) == ("1:1", "3:2")
    assert first == second
    assert len(house.enhanced()) == 1


def test_edited_words_are_enhanced_anew(house: House, picture: str) -> None:
    """Changed words under an untouched enhanced prompt mean a new one."""
    house.people.click("bo", picture, "edit")
    house.people.submit("bo", {"prompt": "a blue fox in the snow"})
    house.settle()
    assert len(house.enhanced()) == 2
    assert "blue fox in the snow" in house.painted()[1]["prompt"]


def test_an_edited_enhanced_prompt_is_painted_as_it_stands(house: House, picture: str) -> None:
    """What the person wrote into the enhanced prompt is what is painted."""
    house.people.click("bo", picture, "edit")
    house.people.submit("bo", {"enhanced": "a fox made of copper wire"})
    house.settle()
    assert house.painted()[1]["prompt"] == "a fox made of copper wire"
    assert len(house.enhanced()) == 1


def test_a_form_sent_twice_is_one_act(house: House, picture: str) -> None:
    """The form counts, not its delivery."""
    house.people.click("bo", picture, "edit")
    done = house.people.submit("bo", {"ratio": "3:2"})
    assert done.delivery is not None
    house.people.courier.repeat(done.delivery)
    house.settle()
    assert len(house.painted()) == 2


def test_my_exact_words_paints_them_with_the_same_seed(house: House, picture: str) -> None:
    """🔤 paints what the person typed, so that the two can be compared."""
    house.people.click("ana", picture, "exact_words")
    house.settle()
    second = house.painted()[1]
    assert second["prompt"] == "a red fox in the snow"
    assert second["seed"] == 42
    assert buttons(house.posted()[-1]).keys() == {"new_seed", "edit", "delete"}


def test_exact_words_that_are_not_english_are_not_painted_untold(house: House) -> None:
    """The person is told privately, and nothing is charged."""
    house.people.command("ana", "general", "một con cáo đỏ trong tuyết")
    house.settle()
    house.people.click("ana", house.posted()[0].ts, "exact_words")
    house.settle()
    assert len(house.painted()) == 1
    (told,) = house.private("ana")
    assert "English" in reading(told)


def test_exact_words_stay_exact_through_an_edit(house: House) -> None:
    """Whoever asked for their own words gets them after changing something else, too."""
    house.people.command("ana", "general", "a red fox --raw")
    house.settle()
    house.people.click("bo", house.posted()[0].ts, "edit")
    house.people.submit("bo", {"ratio": "3:2"})
    house.settle()
    assert [body["prompt"] for body in house.painted()] == ["a red fox", "a red fox"]
    assert house.enhanced() == []


def test_words_can_be_made_exact_and_improved_in_the_form(house: House, picture: str) -> None:
    """Exact words stand among the styles: chosen, nothing is enhanced; left, the words are."""
    house.people.click("bo", picture, "edit")
    house.people.submit("bo", {"style": "=exact"})
    house.settle()
    assert house.painted()[1]["prompt"] == "a red fox in the snow"
    house.people.click("bo", house.posted()[1].ts, "edit")
    house.people.submit("bo", {"style": "anime"})
    house.settle()
    assert len(house.enhanced()) == 2
    assert house.painted()[2]["prompt"] != "a red fox in the snow"


def test_exact_words_that_are_not_english_are_answered_in_the_form(house: House) -> None:
    """What the model cannot read is said at the field, with the way out."""
    house.people.command("ana", "general", "--raw")
    done = house.people.submit("ana", {"prompt": "một con cáo đỏ trong tuyết"})
    assert done.delivery is not None
    assert "Choose a style" in done.delivery.reply_json()["errors"]["prompt"]
    assert house.jobs() == []


def test_options_without_words_are_in_the_form(house: House) -> None:
    """`/imagine --raw --format png --ar 1:1` opens a form that paints just so."""
    house.people.command("ana", "general", "--raw --format png --ar 1:1")
    house.people.submit("ana", {"prompt": "a red fox"})
    house.settle()
    (body,) = house.painted()
    assert (body["prompt"], body["output_format"], body["aspect_ratio"]) == (
        *("a red fox", "png", "1:1"),
    )


def test_the_form_of_the_bare_command_paints(house: House) -> None:
    """`/imagine` alone is the form; what it is sent with is painted where it was typed."""
    house.people.command("ana", "general", "")
    house.people.submit("ana", {"prompt": "a red fox --ar 1:1 is literal here", "ratio": "3:2"})
    house.settle()
    (message,) = house.posted()
    assert "a red fox --ar 1:1 is literal here" in literals(message)
    assert house.painted()[0]["aspect_ratio"] == "3:2"


def test_the_form_takes_an_image(house: House) -> None:
    """An image put into the form is what the picture starts from."""
    house.people.command("ana", "general", "")
    house.people.submit("ana", {"prompt": "a glass cat", "image": [("cat.png", photo())]})
    house.settle()
    (body,) = house.painted()
    assert body["mode"] == "image-to-image"


def test_blank_words_are_answered_in_the_form(house: House) -> None:
    """What cannot be taken is said at its field, and the form stays open."""
    house.people.command("ana", "general", "")
    done = house.people.submit("ana", {"prompt": " \u202e "})
    assert done.delivery is not None
    assert "prompt" in done.delivery.reply_json()["errors"]
    assert house.slack.modals.top("U0ANA") is not None


def test_a_button_of_a_deleted_picture_says_so(house: House, picture: str) -> None:
    """What went on from a picture that was deleted meanwhile is told, privately."""
    house.people.click("ana", picture, "edit")
    message = house.people.find(picture)
    house.people.click("ana", picture, "delete")
    house.settle()
    house.people.submit("ana", {"ratio": "3:2"})
    house.settle()
    assert house.posted() == []
    assert len(house.painted()) == 1
    assert message.ts == picture


def test_a_picture_links_to_what_it_came_from(house: House, picture: str) -> None:
    """Lineage is a link to the earlier message, and mentions nobody."""
    house.people.click("bo", picture, "new_seed")
    house.settle()
    message = house.posted()[-1]
    assert picture.replace(".", "") in str(message.blocks)
    assert "<@" not in str(message.blocks)


def test_buttons_outlive_a_redeploy(house: House, picture: str) -> None:
    """What a button needs is in the table, not in the process."""
    house.restart()
    house.clock.sleep(90 * 86_400)
    house.people.click("ana", picture, "new_seed")
    house.settle()
    assert len(house.painted()) == 2
