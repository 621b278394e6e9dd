"""An audit of the page by axe, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.stage import ROOT, Stage, Visitor

AXE = ROOT / "local" / "page" / "node_modules" / "axe-core" / "axe.min.js"
PROMPT = "a wooden rowing boat"
COLOURS = ("color-contrast", "link-in-text-block")


@pytest.fixture(scope="module")
def furnished(stage: Stage) -> Stage:
    """A workspace with talk, a picture with reactions and a reply, and something private."""
    people = stage.workspace.people
    people.post("ana", "general", "hello @bo, see `this` and https://example.com")
    people.command("ana", "general", f"{PROMPT} --seed 4")
    assert stage.workspace.settle(60)
    picture = stage.workspace.slack.messages("general")[-1]
    people.react("ana", picture.ts, "art")
    people.post("ana", "general", "@bo what do you think?", thread_ts=picture.ts)
    people.command("ana", "general", "a boat --seed 0")
    assert stage.workspace.settle(60)
    assert "is not a seed" in str(stage.workspace.slack.private_to("ana"))
    return stage


def conversation(visitor: Visitor) -> None:
    """A conversation, with the tools of a message shown."""
    visitor.picture(PROMPT).hover()


def thread(visitor: Visitor) -> None:
    """A thread beside its conversation."""
    visitor.message(PROMPT).get_by_role("button", name="1 reply").click()
    expect(visitor.message("what do you think", ".thread")).to_be_visible()


def reaction_picker(visitor: Visitor) -> None:
    """The emoji picker, open."""
    visitor.picture(PROMPT).hover()
    visitor.picture(PROMPT).get_by_role("button", name="Add reaction").first.click()
    expect(visitor.page.get_by_role("menu")).to_be_visible()


def completions(visitor: Visitor) -> None:
    """Options offered in the composer."""
    visitor.composer().press_sequentially("/imagine a fox --")
    expect(visitor.page.get_by_role("listbox")).to_be_visible()


def form(visitor: Visitor) -> None:
    """A form with something wrong in it."""
    visitor.press(visitor.picture(PROMPT), "Edit")
    visitor.dialog().get_by_label("What to paint").fill("")
    visitor.dialog().get_by_role("button", name="Paint").click()
    expect(visitor.dialog().get_by_role("alert")).to_be_visible()


def confirmation(visitor: Visitor) -> None:
    """What is asked before a picture is deleted."""
    visitor.press(visitor.picture(PROMPT), "Delete this picture")
    expect(visitor.dialog()).to_be_visible()


def large_picture(visitor: Visitor) -> None:
    """A picture over the whole window."""
    visitor.picture(PROMPT).locator(".picture-frame").click()
    expect(visitor.dialog()).to_be_visible()


def back_room(visitor: Visitor) -> None:
    """The way of a picture, with a payload opened."""
    visitor.go("back-room")
    visitor.page.locator(".job", has=visitor.page.locator("img")).first.click()
    visitor.page.locator(".entry", has_text="InvokeModel").click()
    expect(visitor.page.locator(".payloads")).to_contain_text("seed")


VIEWS = (
    conversation,
    thread,
    reaction_picker,
    completions,
    form,
    confirmation,
    large_picture,
    back_room,
)


SLOW = {thread, reaction_picker, completions, confirmation, large_picture, back_room}
"""Views that CI audits; before a commit the conversation and the form are enough."""


@pytest.mark.parametrize(
    "view",
    [pytest.param(view, marks=[pytest.mark.slow] if view in SLOW else []) for view in VIEWS],
    ids=lambda view: view.__name__,
)
def test_no_view_has_a_serious_fault(furnished: Stage, view: Callable[[Visitor], None]) -> None:
    """No view of the page has a fault that axe calls serious or critical, in light or in dark."""
    visitor = furnished.enter()
    view(visitor)
    visitor.shoot(f"{view.__name__}-light")
    assert audit(visitor) == []
    visitor.page.emulate_media(color_scheme="dark")
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.shoot(f"{view.__name__}-dark")
    # What is drawn is the same in the dark, but for its colours.
    assert audit(visitor, *COLOURS) == []


def test_a_narrow_window_has_no_serious_fault(furnished: Stage) -> None:
    """Neither has the page on a telephone, where the conversations open over it."""
    visitor = furnished.enter(size=(390, 780))
    visitor.page.get_by_role("button", name="Channels").click()
    expect(visitor.page.get_by_role("button", name="studio")).to_be_visible()
    visitor.shoot("narrow-channels")
    assert audit(visitor) == []
    visitor.page.get_by_role("button", name="studio").click()
    expect(visitor.page.get_by_role("button", name="random")).not_to_be_visible()
    visitor.go("C0GENERAL")
    visitor.shoot("narrow")
    assert audit(visitor) == []
    widths = visitor.page.evaluate("[document.body.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


def audit(visitor: Visitor, *rules: str) -> list[str]:
    """What axe finds at fault, as rule and place; serious and critical only.

    Args:
        visitor: Who looks.
        rules: Names of the rules to look at; all of them where none is named.
    """
    if not visitor.page.evaluate("'axe' in window"):
        visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = visitor.page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]
