"""What is typed at the terminal, or stands in a file, as acts of people in the workspace.

/imagine a red fox --ar 1:1     a command, in the conversation one is in
again                           New seed on the latest picture
click Delete                    a button of the latest message that has it
as bo · in random               who one is, and where
a red fox                       anything else is a message
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from local.printing import buttons_of
from local.slack.interactions import Done
from local.slack.records import Message
from local.workspace import LocalWorkspace

NEW_SEED = "new_seed"


class ActError(Exception):
    """An act that cannot be done. The message says what can."""


class Actor:
    """Somebody at the workspace, typing.

    Attributes:
        user: Handle of who one is.
        channel: Name or id of where one is.
    """

    def __init__(
        self, workspace: LocalWorkspace, user: str = "ana", channel: str = "general"
    ) -> None:
        self._workspace = workspace
        self.user = user
        self.channel = channel

    def act(self, typed: str) -> None:
        """Do what a line says.

        Raises:
            ActError: It cannot be done.
        """
        line = typed.strip()
        word, _, rest = line.partition(" ")
        acts: dict[str, Callable[[str], object]] = {
            "as": self._become,
            "in": self._go,
            "click": self._click,
            "share": self._share,
            "reply": self._reply,
            "react": self._react,
        }
        try:
            if line.startswith("/"):
                self._checked(self._people.command(self.user, self.channel, rest, word))
            elif line.lower() == "again":
                self._click(NEW_SEED)
            elif word in acts and rest:
                acts[word](rest.strip())
            else:
                self._checked(self._people.post(self.user, self.channel, line))
        except (PermissionError, LookupError, ValueError, OSError) as error:
            raise ActError(str(error)) from error

    @property
    def _people(self) -> Any:  # noqa: ANN401 - the workspace's own acts
        return self._workspace.people

    def _become(self, user: str) -> None:
        self.user = self._workspace.slack.user(user).name

    def _go(self, channel: str) -> None:
        self.channel = self._workspace.slack.channel(channel.removeprefix("#")).id

    def _click(self, button: str) -> None:
        for message in self._latest_first():
            for action_id, label in buttons_of(message):
                if button.lower() in {action_id, label.lower()} or button in label:
                    self._checked(self._people.click(self.user, message.ts, action_id))
                    return
        raise ActError(f"no message here has a button {button!r}")

    def _share(self, rest: str) -> None:
        name, *words = shlex.split(rest)
        content = Path(name).read_bytes()
        self._checked(
            self._people.share(self.user, self.channel, Path(name).name, content, " ".join(words))
        )

    def _reply(self, text: str) -> None:
        parent = self._picture()
        thread = parent.thread_ts or parent.ts
        self._checked(self._people.post(self.user, self.channel, text, thread_ts=thread))

    def _react(self, emoji: str) -> None:
        self._checked(self._people.react(self.user, self._picture().ts, emoji.strip(":")))

    def _picture(self) -> Message:
        for message in self._latest_first():
            if message.by_bot and not message.only_for:
                return message
        raise ActError("there is no picture here yet")

    def _latest_first(self) -> Iterator[Message]:
        return reversed(self._workspace.slack.seen_by(self.user, self.channel))

    def _checked(self, done: Done) -> None:
        if done.error:
            raise ActError(f"Slack says: {done.error}")
        if done.delivery is not None and done.delivery.problem:
            raise ActError(f"the bot did not answer: {done.delivery.problem}")
