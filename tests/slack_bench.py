"""A workspace on the bench: time that is a number, calls without HTTP, an app that records."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from PIL import Image

from local.slack import web_api
from local.slack.acts import Acts
from local.slack.courier import Reply
from local.slack.records import Json, Message
from local.slack.state import SlackWorkspace


@dataclass
class Clock:
    """Epoch seconds, standing still until told."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """The instant."""
        return self.now


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 6)) -> bytes:
    """The bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "orange").save(out, kind)
    return out.getvalue()


@dataclass
class App:
    """An app that answers everything 200 and keeps what it got.

    Attributes:
        answer: What it answers; may raise.
        got: The bodies, JSON events and form payloads alike, decoded.
    """

    answer: Callable[[], Reply] = lambda: Reply(200, {}, b"")
    got: list[Json] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def deliver(self, _path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Take a request."""
        self.headers.append(headers)
        self.got.append(decoded(headers, body))
        return self.answer()

    @property
    def events(self) -> list[Json]:
        """The inner events it got."""
        return [body["event"] for body in self.got if body.get("type") == "event_callback"]


def decoded(headers: Mapping[str, str], body: bytes) -> Json:
    """A request's body: the event, the interaction, or the command's form."""
    if headers["Content-Type"] == "application/json":
        event: Json = json.loads(body)
        return event
    form = {
        name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()
    }
    if "payload" in form:
        payload: Json = json.loads(form["payload"])
        return payload
    return dict(form)


@dataclass
class Bench:
    """Workspace, people, app and clock together."""

    clock: Clock = field(default_factory=Clock)
    app: App = field(default_factory=App)
    pending: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the people in."""
        self.workspace = SlackWorkspace(clock=self.clock)
        self.acts = Acts(self.workspace, self.app.deliver, self._schedule)

    def call(self, method: str, **args: Any) -> Json:
        """A Web API call with the app's token."""
        return web_api.answer(self.workspace, method, self.workspace.token, args)

    def error(self, method: str, **args: Any) -> str:
        """The error that a Web API call is refused with; "" when it is not."""
        return str(self.call(method, **args).get("error", ""))

    def sent(self, content: bytes = b"abc", name: str = "fox.png") -> str:
        """The id of a file of the bot's whose bytes were sent; its upload is not completed yet."""
        asked = self.call("files.getUploadURLExternal", filename=name, length=len(content))
        self.workspace.files.receive(asked["upload_url"].rpartition("/")[2], content)
        return str(asked["file_id"])

    def uploaded(self, content: bytes | None = None) -> str:
        """The id of a file of the bot's, completed without a conversation."""
        file_id = self.sent(picture() if content is None else content)
        done = self.call("files.completeUploadExternal", files=[{"id": file_id}])
        assert done["ok"], done
        return file_id

    def posted(self, user: str = "ana", channel: str = "general", **more: Any) -> Message:
        """A person's message."""
        message = self.acts.post(user, channel, "a fox", **more).message
        assert message is not None
        return message

    def say(self, channel: str = "C0GENERAL", text: str = "hello", **args: Any) -> str:
        """Post as the bot; the message's `ts`."""
        answer = self.call("chat.postMessage", channel=channel, text=text, **args)
        assert answer["ok"], answer
        return str(answer["ts"])

    def trigger(self) -> str:
        """A trigger id from a command of ana's."""
        self.acts.command("ana", "general", "")
        return str(self.app.got[-1]["trigger_id"])

    def opened(self, view: Json) -> Json:
        """An open modal before ana."""
        answer = self.call("views.open", trigger_id=self.trigger(), view=view)
        assert answer["ok"], answer
        shown: Json = answer["view"]
        return shown

    def answer_with(self, **said: Any) -> None:
        """Let the app answer the next requests with JSON."""
        self.app.answer = lambda: Reply(200, {}, json.dumps(said).encode())

    def _schedule(self, seconds: float, run: Callable[[], None]) -> None:
        self.pending.append((seconds, run))

    def run_next(self) -> float:
        """Run what was scheduled first; the seconds it was to wait."""
        seconds, run = self.pending.pop(0)
        self.clock.now += seconds
        run()
        return seconds
