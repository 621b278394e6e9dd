"""Forms with every input the app uses, and what an app can do to an open form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from local.slack.records import Json, View
from tests.browser.stage import Stage, Visitor


def words(text: str) -> Json:
    """A text object."""
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    """An option of a menu."""
    return {"text": words(value.title()), "value": value}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block."""
    element = {"action_id": f"{block_id}-element", **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(label),
        "element": element,
        **more,
    }


def form(*blocks: Json, title: str = "Every input") -> Json:
    """A modal."""
    return {
        "type": "modal",
        "callback_id": "test",
        "title": words(title),
        "submit": words("Send"),
        "close": words("Leave"),
        "blocks": list(blocks),
    }


EVERY_INPUT = form(
    {"type": "section", "block_id": "intro", "text": {"type": "mrkdwn", "text": "*Bold* words"}},
    field("title", "Title", {"type": "plain_text_input"}),
    field("story", "Story", {"type": "plain_text_input", "multiline": True}, optional=True),
    field(
        "count",
        "Count",
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"},
        hint=words("A whole number."),
    ),
    field(
        "colour", "Colour", {"type": "static_select", "options": [option("red"), option("blue")]}
    ),
    field("source", "Source", {"type": "file_input", "filetypes": ["png"], "max_files": 1}),
    {
        "type": "actions",
        "block_id": "tools",
        "elements": [{"type": "button", "action_id": "look", "text": words("Look it up")}],
    },
)


@pytest.fixture
def ana(stage: Stage) -> Visitor:
    """Ana, with the form open."""
    ana = stage.enter()
    stage.workspace.slack.modals.open("U0ANA", EVERY_INPUT)
    expect(ana.dialog()).to_contain_text("Every input")
    return ana


@pytest.fixture(autouse=True)
def closed(stage: Stage) -> Iterator[None]:
    """No form outlives its test."""
    yield
    stage.workspace.slack.modals.clear("U0ANA")


def front(stage: Stage) -> View:
    """The form in front of Ana."""
    view = stage.workspace.slack.modals.top("U0ANA")
    assert view is not None
    return view


def fill(ana: Visitor) -> None:
    """Fill in everything."""
    form = ana.dialog()
    form.get_by_label("Title").fill("Harbour")
    form.get_by_label("Story").fill("Two lines\nof it")
    form.get_by_label("Count").fill("3")
    form.get_by_label("Colour").select_option("blue")
    image = {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
    form.get_by_label("Source").set_input_files([image])
    expect(form.locator(".chip")).to_have_text("a.png")


def sent(stage: Stage) -> Json:
    """The last interaction that the app was told of."""
    body = stage.workspace.people.courier.deliveries[-1].body
    payload: Json = json.loads(parse_qs(body.decode())["payload"][0])
    return payload


def entered(payload: Json) -> dict[str, Any]:
    """What was entered, by block, as plain values."""
    found = {}
    for block, values in payload["view"]["state"]["values"].items():
        (value,) = values.values()
        (content,) = [each for key, each in value.items() if key != "type"]
        if isinstance(content, dict):
            content = content["value"]
        elif isinstance(content, list):
            content = [each["name"] for each in content]
        found[block] = content
    return found


FILLED = {
    "title": "Harbour",
    "story": "Two lines\nof it",
    "count": "3",
    "colour": "blue",
    "source": ["a.png"],
}


def test_what_is_entered_is_what_the_app_is_sent(stage: Stage, ana: Visitor) -> None:
    """Every kind of input arrives in the submission as Slack would send it."""
    fill(ana)
    ana.shoot("every-input")
    ana.dialog().get_by_role("button", name="Send").click()
    expect(ana.dialog()).to_have_count(0)
    payload = sent(stage)
    assert payload["type"] == "view_submission"
    assert entered(payload) == FILLED


def test_a_button_in_a_form_reports_what_has_been_entered(stage: Stage, ana: Visitor) -> None:
    """A button pressed before the form is sent tells the app what stands in it so far."""
    fill(ana)
    before = len(stage.workspace.people.courier.deliveries)
    ana.dialog().get_by_role("button", name="Look it up").click()
    expect(ana.dialog().get_by_role("button", name="Look it up")).to_have_attribute(
        "aria-busy", "false"
    )
    assert len(stage.workspace.people.courier.deliveries) == before + 1
    payload = sent(stage)
    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["action_id"] == "look"
    assert entered(payload) == FILLED


def test_the_apps_errors_stand_at_their_fields(stage: Stage, ana: Visitor) -> None:
    """What the app answers to a submission is shown at the fields, and the first has the focus."""
    stage.workspace.slack.modals.show_errors(front(stage), {"count": "That is too many."})
    wrong = ana.dialog().get_by_label("Count")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description("A whole number. That is too many.")
    expect(wrong).to_be_focused()


def test_an_updated_form_keeps_what_was_typed(stage: Stage, ana: Visitor) -> None:
    """When the app changes an open form, inputs that stay keep what stands in them."""
    form_ = ana.dialog()
    form_.get_by_label("Title").fill("Harbour")
    blocks = [EVERY_INPUT["blocks"][1], field("more", "More", {"type": "plain_text_input"})]
    stage.workspace.slack.modals.update(front(stage), form(*blocks, title="Fewer inputs"))
    expect(form_).to_contain_text("Fewer inputs")
    expect(form_.get_by_label("More")).to_be_visible()
    expect(form_.get_by_label("Title")).to_have_value("Harbour")
    expect(form_.get_by_label("Colour")).to_have_count(0)


def test_a_form_on_a_form_comes_and_goes(stage: Stage, ana: Visitor) -> None:
    """A pushed form stands in front; closing it brings back the one below."""
    stage.workspace.slack.modals.push("U0ANA", form(title="On top"))
    expect(ana.dialog()).to_contain_text("On top")
    ana.page.keyboard.press("Escape")
    expect(ana.dialog()).to_contain_text("Every input")
    ana.dialog().get_by_role("button", name="Leave").click()
    expect(ana.dialog()).to_have_count(0)
    assert stage.workspace.slack.modals.top("U0ANA") is None


def test_what_is_behind_a_form_cannot_be_reached(ana: Visitor) -> None:
    """Tab goes round within the form."""
    for _ in range(25):
        ana.page.keyboard.press("Tab")
        inside = ana.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert inside
