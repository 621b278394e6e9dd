"""Slack's manifest: of Slack's form, and asking for exactly what the bot uses."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import yaml

from bot.slack_door import PATH, SHORTCUT
from infra.build import ROOT
from infra.manifest import MANIFEST, PLACEHOLDER, UrlRefused, fill, for_socket_mode
from local.slack.state import SCOPES
from local.slack.web_api import METHODS

URL = f"https://abc123.execute-api.us-west-2.amazonaws.com{PATH}"

HISTORY = {"channels:history", "groups:history", "im:history", "mpim:history"}

NEEDS: dict[str, set[str]] = {
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write", "chat:write.public"},
    "chat.update": {"chat:write"},
    "conversations.history": HISTORY,
    "conversations.join": {"channels:join"},
    "conversations.replies": HISTORY,
    "files.completeUploadExternal": {"files:write"},
    "files.delete": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "users.info": {"users:read"},
    "views.open": set(),
}
"""What each Web API method asks for, in the places the bot uses it (Slack's method reference)."""

EVENTS = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
}
"""What each event asks for (Slack's event reference)."""


@pytest.fixture
def manifest() -> dict[str, Any]:
    """The manifest as Slack would read it."""
    filled: dict[str, Any] = yaml.safe_load(fill(URL))
    return filled


def methods() -> set[str]:
    """The Web API methods named in the code that deploys."""
    names = set()
    for path in (ROOT / "bot").rglob("*.py"):
        if path.is_relative_to(ROOT / "bot" / "doctor"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                families = "api|apps|auth|bookmarks|bots|chat|conversations|dnd|emoji|files|pins"
                families += "|reactions|reminders|search|team|usergroups|users|views|assistant"
                if re.fullmatch(rf"({families})(\.[a-zA-Z]+)+", node.value):
                    names.add(node.value)
    return names


def test_no_method_without_its_scopes(manifest: dict[str, Any]) -> None:
    """Whatever the bot calls, the manifest asks for what it takes."""
    used = methods()
    assert used <= NEEDS.keys(), "say in NEEDS what the new method asks for"
    asked = set(manifest["oauth_config"]["scopes"]["bot"])
    assert {scope for method in used for scope in NEEDS[method]} <= asked


def test_no_scope_unused(manifest: dict[str, Any]) -> None:
    """Each scope is needed by a method that is called, an event that is heard, or the command."""
    asked = manifest["oauth_config"]["scopes"]["bot"]
    used = {scope for method in methods() for scope in NEEDS[method]}
    used |= {EVENTS[name] for name in manifest["settings"]["event_subscriptions"]["bot_events"]}
    used |= {"commands"} if manifest["features"]["slash_commands"] else set()
    assert sorted(asked) == sorted(used)
    assert len(asked) == len(set(asked))
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_stand_in_grants_the_same(manifest: dict[str, Any]) -> None:
    """The local workspace installs the app with the manifest's scopes, and no more."""
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert methods() <= METHODS.keys()


def test_events_are_known_and_may_be_heard(manifest: dict[str, Any]) -> None:
    """Each event exists, and the scope it takes is asked for."""
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == EVENTS.keys()
    asked = set(manifest["oauth_config"]["scopes"]["bot"])
    assert {EVENTS[name] for name in events} <= asked


def test_each_scope_says_what_it_is_for() -> None:
    """Whoever installs the app reads beside each scope what it is for."""
    lines = MANIFEST.read_text(encoding="utf-8").split("bot:\n")[1].split("settings:")[0]
    for line in lines.strip().split("\n"):
        assert re.fullmatch(r"\s*- [a-z:.]+ +# \S.{10,}", line), line


def test_form(manifest: dict[str, Any]) -> None:
    """Names and lengths are within Slack's manifest reference, and no key is foreign to it."""
    assert set(manifest) == {
        "_metadata",
        "display_information",
        "features",
        "oauth_config",
        "settings",
    }
    about = manifest["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", about["background_color"])
    features = manifest["features"]
    assert set(features) == {"bot_user", "app_home", "slash_commands", "shortcuts"}
    assert re.fullmatch(r"[A-Za-z0-9_. -]{1,80}", features["bot_user"]["display_name"])
    for key in features["app_home"].values():
        assert isinstance(key, bool)
    (command,) = features["slash_commands"]
    assert set(command) == {"command", "url", "description", "usage_hint", "should_escape"}
    assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000
    assert command["should_escape"] is False
    (shortcut,) = features["shortcuts"]
    assert shortcut["type"] == "message"
    assert shortcut["callback_id"] == SHORTCUT
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150
    settings = manifest["settings"]
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["socket_mode_enabled"] is False


def test_everything_goes_to_the_one_address(manifest: dict[str, Any]) -> None:
    """Commands, events and interactions all go to the deployment's address."""
    addresses = [
        manifest["features"]["slash_commands"][0]["url"],
        manifest["settings"]["event_subscriptions"]["request_url"],
        manifest["settings"]["interactivity"]["request_url"],
    ]
    assert addresses == [URL] * 3
    assert PLACEHOLDER not in fill(URL)


@pytest.mark.parametrize(
    "url",
    [
        "http://abc.execute-api.us-west-2.amazonaws.com/slack/events",
        "https://abc.execute-api.us-west-2.amazonaws.com/",
        "https://abc.execute-api.us-west-2.amazonaws.com/slack/events\nx: y",
        "",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    """What Slack could not send to, or would break the file, is refused."""
    with pytest.raises(UrlRefused, match="slack/events"):
        fill(url)


def test_manifest_for_development() -> None:
    """The app for development asks for the same, over a socket instead of an address."""
    dev, real = yaml.safe_load(for_socket_mode()), yaml.safe_load(fill(URL))
    assert PLACEHOLDER not in for_socket_mode().split("display_information")[1]
    assert dev["oauth_config"] == real["oauth_config"]
    assert dev["settings"]["socket_mode_enabled"] is True
    events = [one["settings"]["event_subscriptions"]["bot_events"] for one in (dev, real)]
    assert events[0] == events[1]
    assert "request_url" not in for_socket_mode()
    assert dev["display_information"]["name"] != real["display_information"]["name"]
