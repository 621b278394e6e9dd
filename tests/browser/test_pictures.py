"""Asking for pictures, and going on from them, in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Easel, Stage


@pytest.fixture(scope="module")
def lighthouse(stage: Stage) -> str:
    """A finished picture of Ana's that tests begin from, by its words."""
    stage.workspace.people.command("ana", "general", "a lighthouse at dusk --seed 7")
    assert stage.workspace.settle(60)
    return "a lighthouse at dusk"


def test_the_command_becomes_a_picture_where_it_was_typed(stage: Stage, easel: Easel) -> None:
    """The placeholder stands in the channel at once, and becomes the picture with its recipe."""
    ana = stage.enter()
    easel.free.clear()
    ana.say("/imagine a red fox in the snow --ar 16:9 --seed 42")
    expect(ana.message("Painting (7 to 30 seconds)")).to_be_visible()
    ana.shoot("placeholder")
    easel.free.set()
    picture = ana.picture("a red fox in the snow")
    expect(picture).to_have_count(1)
    image = picture.locator(".picture-frame img")
    expect(image).to_have_attribute("alt", re.compile("fox"))
    expect(image).to_have_js_property("naturalWidth", 1344)
    expect(image).to_have_js_property("naturalHeight", 768)
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


def test_new_seed_paints_once_more_and_keeps_the_first(stage: Stage, lighthouse: str) -> None:
    """New seed makes a second picture of the same words, with a link to where it came from."""
    ana = stage.enter()
    ana.press(ana.picture(lighthouse).first, "New seed")
    expect(ana.picture(lighthouse)).to_have_count(2)
    expect(ana.picture(lighthouse).last).to_contain_text("going on from")
    expect(ana.message("seed 7 ·")).to_have_count(1)  # another seed may begin with a 7


def test_delete_asks_first_and_takes_everything_away(stage: Stage) -> None:
    """Delete asks; a no changes nothing, a yes takes message, file and object away live.

    The yes is good for an admin, and of another member it is refused privately.
    """
    people = stage.workspace.people
    people.command("bo", "general", "an old clock tower")
    assert stage.workspace.settle(60)
    kept = len(stage.workspace.pictures())
    bo, ana, kim = stage.enter("bo"), stage.enter(), stage.enter("kim")
    picture = bo.picture("an old clock tower")
    bo.press(picture, "Delete this picture")
    expect(bo.dialog()).to_contain_text("Delete this picture?")
    bo.shoot("confirmation")
    bo.dialog().get_by_role("button", name="Keep it").click()
    expect(bo.dialog()).to_have_count(0)
    ana.press(ana.picture("an old clock tower"), "Delete this picture")
    ana.dialog().get_by_role("button", name="Delete").click()
    expect(ana.message("not yours to delete")).to_contain_text("Only visible to you")
    expect(bo.message("not yours to delete")).to_have_count(0)
    expect(picture).to_have_count(1)
    kim.press(kim.picture("an old clock tower"), "Delete this picture")
    kim.dialog().get_by_role("button", name="Delete").click()
    expect(kim.message("an old clock tower")).to_have_count(0)
    expect(bo.message("an old clock tower")).to_have_count(0)
    assert stage.workspace.settle(30)
    assert len(stage.workspace.pictures()) == kept - 1


def test_thumbs_are_given_below_a_picture(stage: Stage, lighthouse: str) -> None:
    """A thumb goes to the app with the picture it is about, and stays marked."""
    ana = stage.enter()
    up, down = ana.picture(lighthouse).first.locator(".feedback button").all()
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(down).to_have_attribute("aria-pressed", "false")
    expect(ana.message("that did not work")).to_have_count(0)


def test_the_form_paints_what_was_changed(stage: Stage, lighthouse: str) -> None:
    """Edit opens the recipe as a form; what is sent is painted, with what was changed."""
    ana = stage.enter()
    ana.press(ana.picture(lighthouse).first, "Edit")
    form = ana.dialog()
    words = form.get_by_label("What to paint")
    expect(words).to_be_focused()
    expect(words).to_have_value(lighthouse)
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


def test_the_form_says_what_is_wrong_at_the_field(stage: Stage) -> None:
    """A form that cannot be sent stays open and says so at the field, which has the focus."""
    ana = stage.enter()
    ana.say("/imagine")
    form = ana.dialog()
    words = form.get_by_label("What to paint")
    for field, entered, said in (
        (words, "", "required"),
        (form.get_by_label("Seed"), "1.5", "whole number"),
    ):
        words.fill("a fox")
        field.fill(entered)
        form.get_by_role("button", name="Paint").click()
        expect(form.get_by_role("alert")).to_contain_text(said)
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
    ana.page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(ana.composer()).to_be_focused()
