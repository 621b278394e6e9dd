"""A file of acts, played: for demonstrations and for reports of what goes wrong.

Each line is an act as `local.acts` reads it; `#` begins a comment. Between them may stand
    expect "words"     the person sees a message with these words where they are
    refuse "words"     they do not
    wait 2             seconds that pass
An act is waited for until nothing runs any more. The first thing that is not as expected, or
cannot be done, ends the play.
"""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from local.acts import ActError, Actor
from local.printing import lines
from local.slack.records import Change
from local.workspace import LocalWorkspace

_PICTURE_SECONDS = 120.0


class NotAsExpected(Exception):
    """What was expected is not so. The message says what is."""


def play(file: Path) -> int:
    """Play a file of acts in a workspace of its own and print its messages; the exit status."""
    with LocalWorkspace() as workspace:
        return perform(workspace, file.name, file.read_text(encoding="utf-8").splitlines())


def perform(workspace: LocalWorkspace, name: str, script: Iterable[str]) -> int:
    """Play lines in a workspace.

    Args:
        workspace: Where they are played.
        name: The script's, for what is said of a line.
        script: The lines.

    Returns:
        0 when everything was as expected, 1 when not.
    """
    player = _Player(workspace)
    leave = workspace.slack.subscribe(player.heard)
    try:
        for number, line in enumerate(script, start=1):
            act = line.strip()
            if not act or act.startswith("#"):
                continue
            print(f"> {act}", flush=True)
            try:
                player.do(act)
            except (ActError, NotAsExpected, ValueError) as error:
                print(f"{name}:{number}: {error}", file=sys.stderr)
                return 1
            player.print_news()
    finally:
        leave()
    return 0


class _Player:
    """Plays one line at a time, and knows which messages have changed since it last printed."""

    def __init__(self, workspace: LocalWorkspace) -> None:
        self._workspace = workspace
        self._actor = Actor(workspace)
        self._news: dict[str, None] = {}
        self._words: dict[str, Callable[[str], None]] = {
            "expect": self._expect,
            "refuse": self._refuse,
            "wait": lambda seconds: time.sleep(float(seconds)),
        }

    def heard(self, change: Change) -> None:
        if change.kind in {"message", "ephemeral"}:
            self._news[str(change.data["ts"])] = None

    def do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word in self._words and rest:
            self._words[word](rest)
            return
        self._actor.act(line)
        if not self._workspace.settle(_PICTURE_SECONDS):
            raise NotAsExpected(f"still busy after {_PICTURE_SECONDS:.0f} seconds")

    def print_news(self) -> None:
        news, self._news = self._news, {}
        slack = self._workspace.slack
        for message in slack.seen_by(self._actor.user, self._actor.channel):
            if message.ts in news:
                print(*lines(slack, message), sep="\n", flush=True)

    def _expect(self, quoted: str) -> None:
        words = _unquoted(quoted)
        if words not in self._seen():
            raise NotAsExpected(f"nobody reads {words!r} in {self._actor.channel}")

    def _refuse(self, quoted: str) -> None:
        words = _unquoted(quoted)
        if words in self._seen():
            raise NotAsExpected(f"{words!r} is read in {self._actor.channel}")

    def _seen(self) -> str:
        slack = self._workspace.slack
        seen = slack.seen_by(self._actor.user, self._actor.channel)
        return "\n".join(line for message in seen for line in lines(slack, message))


def _unquoted(quoted: str) -> str:
    return " ".join(shlex.split(quoted))
