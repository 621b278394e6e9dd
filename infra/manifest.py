"""The Slack app's manifest, with the address of a deployment filled in."""

from __future__ import annotations

import re
from pathlib import Path

from infra.build import ROOT

MANIFEST = ROOT / "infra" / "slack-manifest.yaml"
PLACEHOLDER = "${SLACK_EVENTS_URL}"

_URL = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~-]+)*/slack/events")


class UrlRefused(Exception):
    """An address Slack could not send to. The message gives the right form."""


def fill(url: str, manifest: Path = MANIFEST) -> str:
    """The manifest for a deployment, comments included.

    Args:
        url: Where Slack sends everything: the stack's output SlackEventsUrl.
        manifest: The manifest with placeholders.

    Raises:
        UrlRefused: The address is not of the form https://HOST/slack/events.
    """
    if not _URL.fullmatch(url):
        raise UrlRefused(f"{url!r} is not of the form https://HOST/slack/events")
    return manifest.read_text(encoding="utf-8").replace(PLACEHOLDER, url)


def for_socket_mode(manifest: Path = MANIFEST) -> str:
    """The manifest of an app for development: everything over a socket, so without addresses."""
    lines = manifest.read_text(encoding="utf-8").splitlines()
    kept = "\n".join(line for line in lines if PLACEHOLDER not in line) + "\n"
    return (
        kept.replace("socket_mode_enabled: false", "socket_mode_enabled: true")
        .replace("  name: Imagine\n", "  name: Imagine (dev)\n")
        .replace("display_name: Imagine\n", "display_name: Imagine dev\n")
    )
