"""Asking for pictures, and going on from them, in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage


def test_the_command_becomes_a_picture_where_it_was_typed(stage: Stage) -> None:
    """The placeholder stands in the channel at once, and becomes the picture with its recipe."""
    ana = stage.enter()
    stage.workspace.bedrock.latency = {"stability.sd3-5-large-v1:0": 1.0}
    ana.say("/imagine a red fox in the snow --ar 16:9 --seed 42")
    expect(ana.message("Painting (7 to 30 seconds)")).to_be_visible()
    ana.shoot("placeholder")
    picture = ana.picture("a red fox in the snow")
    expect(picture).to_have_count(1)
    stage.workspace.bedrock.latency = {}
    image = picture.locator(".picture-frame img")
    expect(image).to_have_attribute("alt", re.compile("fox"))
    assert image.evaluate("each => [each.naturalWidth, each.naturalHeight]") == [1344, 768]
    expect(picture).to_contain_text("Enhanced prompt")
    expect(picture).to_contain_text("seed 42")
    expect(ana.message("a red fox in the snow")).to_have_count(1)
    ana.shoot("picture")


def test_the_composer_completes_the_command(stage: Stage) -> None:
    """Command, options and their values are offered as one types, and taken with the keyboard."""
    ana = stage.enter()
    box = ana.composer()
    box.press_sequentially("/im")
    offered = ana.page.get_by_role("option")
    expect(offered).to_have_count(1)
    box.press("Tab")
    box.press_sequentially("a fox --a")
    expect(offered).to_contain_text(["--ar"])
    box.press("Enter")
    expect(offered.first).to_contain_text("21:9")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("/imagine a fox --ar 16:9 ")
    expect(offered).to_have_count(0)
    box.press_sequentially("--style cin")
    expect(offered).to_contain_text(["cinematic"])


def test_new_seed_paints_once_more_and_keeps_the_first(stage: Stage) -> None:
    """New seed makes a second picture of the same words, with a link to where it came from."""
    ana = stage.enter()
    ana.say("/imagine a lighthouse at dusk --seed 7")
    first = ana.picture("a lighthouse at dusk")
    expect(first).to_have_count(1)
    ana.press(first, "New seed")
    expect(ana.picture("a lighthouse at dusk")).to_have_count(2)
    expect(ana.picture("a lighthouse at dusk").last).to_contain_text("going on from")
    expect(ana.message("seed 7")).to_have_count(1)


def test_delete_asks_first_and_takes_everything_away(stage: Stage) -> None:
    """Delete asks; a no changes nothing, a yes takes message, file and object away live."""
    ana, bo = stage.enter(), stage.enter("bo")
    ana.say("/imagine a small green boat")
    picture = ana.picture("a small green boat")
    expect(picture).to_have_count(1)
    expect(bo.picture("a small green boat")).to_have_count(1)
    kept = len(stage.workspace.pictures())
    ana.press(picture, "Delete this picture")
    expect(ana.dialog()).to_contain_text("Delete this picture?")
    ana.shoot("confirmation")
    ana.dialog().get_by_role("button", name="Keep it").click()
    expect(ana.dialog()).to_have_count(0)
    expect(picture).to_have_count(1)
    ana.press(picture, "Delete this picture")
    ana.dialog().get_by_role("button", name="Delete").click()
    expect(ana.message("a small green boat")).to_have_count(0)
    expect(bo.message("a small green boat")).to_have_count(0)
    assert stage.workspace.settle(30)
    assert len(stage.workspace.pictures()) == kept - 1


def test_thumbs_are_given_below_a_picture(stage: Stage) -> None:
    """A thumb goes to the app with the picture it is about, and stays marked."""
    ana = stage.enter()
    ana.say("/imagine a glass marble")
    picture = ana.picture("a glass marble")
    expect(picture).to_have_count(1)
    up, down = picture.locator(".feedback button").all()
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(down).to_have_attribute("aria-pressed", "false")
    expect(ana.message("that did not work")).to_have_count(0)


def test_nobody_else_deletes_but_an_admin(stage: Stage) -> None:
    """Another member is told privately that it is not theirs; an admin may."""
    bo, kim = stage.enter("bo"), stage.enter("kim")
    bo.say("/imagine an old clock tower")
    picture = bo.picture("an old clock tower")
    expect(picture).to_have_count(1)
    ana = stage.enter()
    ana.press(ana.picture("an old clock tower"), "Delete this picture")
    ana.dialog().get_by_role("button", name="Delete").click()
    expect(ana.message("not yours to delete")).to_contain_text("Only visible to you")
    expect(bo.message("not yours to delete")).to_have_count(0)
    kim.press(kim.picture("an old clock tower"), "Delete this picture")
    kim.dialog().get_by_role("button", name="Delete").click()
    expect(bo.message("an old clock tower")).to_have_count(0)


def test_the_form_paints_what_was_changed(stage: Stage) -> None:
    """Edit opens the recipe as a form; what is sent is painted, with what was changed."""
    ana = stage.enter()
    ana.say("/imagine a bowl of cherries --seed 11")
    picture = ana.picture("a bowl of cherries")
    expect(picture).to_have_count(1)
    ana.press(picture, "Edit")
    form = ana.dialog()
    words = form.get_by_label("What to paint")
    expect(words).to_be_focused()
    expect(words).to_have_value("a bowl of cherries")
    words.fill("a bowl of lemons")
    form.get_by_label("Aspect ratio").select_option("1:1")
    form.get_by_label("Seed").fill("12")
    ana.shoot("form")
    form.get_by_role("button", name="Paint").click()
    expect(form).to_have_count(0)
    changed = ana.picture("a bowl of lemons")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("seed 12")
    expect(changed).to_contain_text("1:1")


@pytest.mark.parametrize(
    ("label", "entered", "said"),
    [("What to paint", "", "required"), ("Seed", "1.5", "whole number")],
)
def test_the_form_says_what_is_wrong_at_the_field(
    stage: Stage, label: str, entered: str, said: str
) -> None:
    """A form that cannot be sent stays open and says so at the field, which has the focus."""
    ana = stage.enter()
    ana.say("/imagine")
    form = ana.dialog()
    form.get_by_label("What to paint").fill("a fox")
    field = form.get_by_label(label)
    field.fill(entered)
    form.get_by_role("button", name="Paint").click()
    expect(form.get_by_role("alert")).to_contain_text(said)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    ana.page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(ana.composer()).to_be_focused()
