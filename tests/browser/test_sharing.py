"""Images that people share, and pictures made of them, in the browser."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.stage import Stage


@pytest.fixture(scope="module")
def sunset() -> bytes:
    """An image to share: bands of colour, 480 by 320."""
    image = Image.new("RGB", (480, 320))
    for y in range(320):
        image.paste((230 - y // 3, 90 + y // 4, 60 + y // 2), (0, y, 480, y + 1))
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def test_an_image_dropped_on_the_apps_conversation_is_painted_anew(
    stage: Stage, sunset: bytes
) -> None:
    """Dropped with words in the direct message, an image becomes a picture in its own thread."""
    ana = stage.enter(place="D0ANA")
    ana.drop("sunset.png", sunset)
    attached = ana.page.get_by_role("list", name="Attached files")
    expect(attached.get_by_role("img", name="sunset.png")).to_be_visible()
    ana.say("as an oil painting")
    shared = ana.message("as an oil painting")
    expect(shared.get_by_role("img")).to_have_js_property("naturalWidth", 480)
    expect(attached).to_have_count(0)
    shared.get_by_role("button", name="1 reply").click()
    picture = ana.picture("as an oil painting", ".thread")
    expect(picture).to_contain_text("from a shared image")
    expect(picture).to_contain_text("strength")
    ana.shoot("shared")


def test_an_image_in_a_channel_is_only_offered_privately(stage: Stage, sunset: bytes) -> None:
    """In a channel nothing is painted unasked: the sharer alone is offered it, and says yes."""
    ana, bo = stage.enter(), stage.enter("bo")
    ana.paste("holiday.png", sunset)
    ana.say("our last evening there")
    offer = ana.message("Shall I paint a new picture from this image?")
    expect(offer).to_contain_text("Only visible to you")
    expect(bo.message("our last evening there")).to_have_count(1)
    expect(bo.message("Shall I paint")).to_have_count(0)
    assert "our last evening there" not in str(stage.workspace.bedrock.calls())
    ana.press(offer, "Reimagine")
    expect(ana.dialog().get_by_label("What to paint")).to_have_value("our last evening there")
    ana.dialog().get_by_role("button", name="Paint").click()
    bo.message("our last evening there").get_by_role("button", name="1 reply").click()
    expect(bo.picture("our last evening there", ".thread")).to_have_count(1)


def test_the_shortcut_and_a_reaction_begin_from_anybodys_image(stage: Stage, sunset: bytes) -> None:
    """Reimagine this image opens the form; the palette reaction makes the private offer."""
    ana, bo = stage.enter(), stage.enter("bo")
    ana.drop("postcard.png", sunset)
    ana.say("a postcard for everyone")
    shared = bo.message("a postcard for everyone")
    shared.hover()
    shared.get_by_role("button", name="More actions").click()
    bo.page.get_by_role("menuitem", name="Reimagine this image").click()
    expect(bo.dialog().get_by_label("Strength")).to_be_visible()
    bo.dialog().get_by_role("button", name="Cancel").click()
    shared.hover()
    shared.get_by_role("button", name="React with art").click()
    expect(bo.message("Shall I paint")).to_contain_text("Only visible to you")


def test_a_file_goes_into_the_form(stage: Stage, sunset: bytes) -> None:
    """The empty form takes an image to start from, and paints from it."""
    ana = stage.enter()
    ana.say("/imagine")
    form = ana.dialog()
    form.get_by_label("What to paint").fill("a stained glass window")
    chosen = {"name": "bands.png", "mimeType": "image/png", "buffer": sunset}
    form.get_by_label("Start from an image").set_input_files([chosen])
    expect(form.locator(".chip")).to_have_text("bands.png")
    expect(form.get_by_label("What to paint")).to_have_value("a stained glass window")
    form.get_by_role("button", name="Paint").click()
    expect(ana.picture("a stained glass window")).to_contain_text("from a shared image")
