"""Where the app is and is not, and who sees what, in the browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.stage import Stage


def test_a_public_channel_is_joined_when_it_asks(stage: Stage) -> None:
    """In a public channel the app has not joined, the command paints all the same."""
    ana = stage.enter(place="C0RANDOM")
    expect(ana.page.locator(".sidebar .row", has_text="random")).to_contain_text("without the app")
    ana.say("/imagine a quiet harbour")
    expect(ana.picture("a quiet harbour")).to_have_count(1)


def test_a_closed_channel_is_told_how_to_let_the_app_in(stage: Stage) -> None:
    """In a private channel without the app a private hint says what to type; then it works."""
    ana, bo = stage.enter(place="C0SECRET"), stage.enter("bo", "C0SECRET")
    ana.say("/imagine a hidden garden")
    hint = ana.message("I am not in this channel yet")
    expect(hint).to_contain_text("Only visible to you")
    expect(hint).to_contain_text("/invite @Imagine")
    ana.shoot("not-joined")
    expect(bo.message("I am not in this channel yet")).to_have_count(0)
    ana.say("/invite @Imagine")
    expect(bo.message("was added to the channel")).to_have_count(1)
    expect(ana.page.locator(".sidebar .row", has_text="secret")).not_to_contain_text("without")
    ana.press(hint, "Try again")
    expect(bo.picture("a hidden garden")).to_have_count(1)


def test_two_peoples_own_conversation_stays_theirs(stage: Stage) -> None:
    """Between two people the app cannot post, and says where it can."""
    ana = stage.enter(place="D0ANABO")
    ana.say("/imagine a kite")
    expect(ana.message("Use my own direct message")).to_contain_text("Only visible to you")


def test_words_to_the_app_itself_run_as_the_command_would(stage: Stage) -> None:
    """In the app's direct message plain words are painted."""
    ana = stage.enter(place="D0ANA")
    ana.say("a paper lantern --seed 3")
    expect(ana.picture("a paper lantern")).to_contain_text("seed 3")


def test_unread_marks_come_and_go(stage: Stage) -> None:
    """What others write elsewhere makes a conversation bold until it is looked at."""
    ana, bo = stage.enter(), stage.enter("bo")
    ana.go("C0STUDIO")
    row = ana.page.get_by_role("button", name="general")
    bo.say("has anybody seen the tide tables?")
    expect(row).to_have_class("row unread")
    row.click()
    expect(row).to_have_class("row")
    expect(ana.page.locator(".new-line + article, .new-line ~ article")).to_contain_text("tide")


def test_messages_change_and_go_without_a_reload(stage: Stage) -> None:
    """Edits, reactions and deletions of one are seen by the other as they happen."""
    ana, bo = stage.enter(), stage.enter("bo")
    ana.say("the meeting is at nine")
    said = ana.message("the meeting is at nine")
    said.hover()
    said.get_by_role("button", name="More actions").click()
    ana.page.get_by_role("menuitem", name="Edit message").click()
    ana.dialog().get_by_label("Message").fill("the meeting is at ten")
    ana.dialog().get_by_role("button", name="Save").click()
    seen = bo.message("the meeting is at ten")
    expect(seen).to_contain_text("(edited)")
    seen.hover()
    seen.get_by_role("button", name="Add reaction").click()
    bo.page.get_by_role("menuitem", name="eyes", exact=True).click()
    reaction = ana.message("the meeting is at ten").get_by_role("button", name="eyes, 1: Bo")
    expect(reaction).to_have_attribute("aria-pressed", "false")
    reaction.click()
    expect(seen.get_by_role("button", name="eyes, 2: Bo, Ana")).to_be_visible()
    changed = ana.message("the meeting is at ten")
    changed.hover()
    changed.get_by_role("button", name="More actions").click()
    ana.page.get_by_role("menuitem", name="Delete message").click()
    ana.dialog().get_by_role("button", name="Delete").click()
    expect(seen).to_have_count(0)


def test_a_thread_is_replied_to_at_the_side(stage: Stage) -> None:
    """A reply in a thread counts under its parent, and stands in the pane for both."""
    ana, bo = stage.enter(), stage.enter("bo")
    ana.say("who brings the easel?")
    said = ana.message("who brings the easel?")
    said.hover()
    said.get_by_role("button", name="Reply in thread").click()
    expect(ana.composer(".thread")).to_be_focused()
    ana.say("I can, on Friday", ".thread")
    expect(ana.message("I can, on Friday", ".thread")).to_have_count(1)
    expect(ana.message("I can, on Friday")).to_have_count(0)
    bo.message("who brings the easel?").get_by_role("button", name="1 reply").click()
    expect(bo.message("I can, on Friday", ".thread")).to_be_visible()
    ana.say("/imagine an easel", ".thread")
    expect(ana.message("not supported in threads")).to_contain_text("Only visible to you")


def centre(button: Locator) -> tuple[float, float]:
    """Where one aims to press a button, once nothing moves it any more."""
    button.hover(trial=True)
    box = button.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("said", [1, 30])
def test_a_toolbar_stays_under_the_pointer(stage: Stage, said: int) -> None:
    """What comes meanwhile moves no tool: a second press lands, however long the button is held.

    Few messages stand at the bottom of the window, and many scroll; both are tried.
    """
    stage.clear()
    for number in range(said):
        stage.workspace.people.post("bo", "general", f"before {number}")
    stage.workspace.people.post("bo", "general", "which brush is this?")
    ana = stage.enter()
    question = ana.message("which brush is this?")
    question.hover()
    reply = centre(question.get_by_role("button", name="Reply in thread"))
    ana.page.mouse.move(*centre(question.get_by_role("button", name="React with art")))
    ana.page.mouse.down()
    ana.page.mouse.up()
    expect(question.get_by_role("button", name="art, 1: Ana")).to_be_visible()
    ana.page.mouse.move(*reply)
    ana.page.mouse.down()
    stage.workspace.people.post("bo", "general", "the one for skies")
    expect(ana.message("the one for skies")).to_have_count(1)
    ana.page.mouse.up()
    expect(ana.message("which brush is this?", ".thread")).to_be_visible()
    ana.page.mouse.move(0, 0)
    expect(ana.message("the one for skies")).to_be_in_viewport(ratio=1)


def test_nothing_said_while_everything_is_read_again_is_lost(stage: Stage) -> None:
    """A message that comes while the page reloads the workspace is shown."""
    ana, bo = stage.enter(), stage.enter("bo")

    def answer(route: Route) -> None:
        response = route.fetch()
        bo.say("between the two")
        expect(bo.message("between the two")).to_have_count(1)
        route.fulfill(response=response)

    ana.page.route("**/state?*", answer, times=1)
    slack = stage.workspace.slack
    slack.put_channel(replace(slack.channel("random"), name="sundry"))
    expect(ana.page.get_by_role("button", name="sundry")).to_be_visible()
    expect(ana.message("between the two")).to_have_count(1)
    slack.put_channel(replace(slack.channel("sundry"), name="random"))


def test_one_becomes_somebody_else(stage: Stage) -> None:
    """The switcher at the bottom of the rail changes who one is, and what one sees."""
    ana = stage.enter()
    ana.page.get_by_role("button", name="You are Ana").click()
    ana.page.get_by_role("menuitemradio", name="Kim").click()
    expect(ana.page.get_by_role("button", name="You are Kim")).to_be_visible()
    expect(ana.page.get_by_role("button", name="Bo, Imagine")).to_have_count(0)


def test_the_keyboard_goes_from_message_to_message(stage: Stage) -> None:
    """Arrow keys move among the messages, and Tab from there to what can be done with one."""
    ana = stage.enter()
    ana.say("first of two")
    ana.say("second of two")
    expect(ana.message("second of two")).to_have_count(1)
    ana.page.get_by_role("log").focus()
    ana.page.keyboard.press("ArrowUp")
    expect(ana.message("second of two")).to_be_focused()
    ana.page.keyboard.press("ArrowUp")
    expect(ana.message("first of two")).to_be_focused()
    ana.page.keyboard.press("Tab")
    expect(ana.message("first of two").get_by_role("button", name="React with art")).to_be_focused()


def test_the_colours_are_a_matter_of_choice(stage: Stage) -> None:
    """The page follows the system, until somebody says otherwise; it is remembered."""
    ana = stage.enter(scheme="dark")
    shown = ana.page.locator("html")
    expect(shown).to_have_attribute("data-theme", "dark")
    switch = ana.page.get_by_role("button", name="change the colours")
    switch.click()
    expect(switch).to_contain_text("Light")
    expect(shown).to_have_attribute("data-theme", "light")
    ana.page.reload()
    expect(shown).to_have_attribute("data-theme", "light")


def test_people_are_offered_by_name(stage: Stage) -> None:
    """An @ offers the members; the one taken becomes a mention."""
    ana = stage.enter()
    box = ana.composer()
    box.press_sequentially("ask @b")
    expect(ana.page.get_by_role("option")).to_have_count(1)
    # More is typed before the next frame is drawn.
    ana.page.evaluate("() => { window.requestAnimationFrame = (run) => setTimeout(run, 50) }")
    box.press("Tab")
    box.press_sequentially("about it")
    box.press("Enter")
    expect(ana.message("ask @bo about it").locator(".mention")).to_have_text("@bo")
