"""Acts of people at the page: each route does one thing that somebody could do in Slack.

The answer says what Slack's client would tell the person about the act itself; everything else
comes with the stream.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.page.web import Asked
from local.slack.acts import Acts
from local.slack.forms import Entered
from local.slack.interactions import Done
from local.slack.records import Json
from local.slack.state import SlackWorkspace

Act = Callable[[str, Asked], Json]


class People:
    """What can be done, by the last part of its address.

    Every act raises LookupError for what is not there, PermissionError for what is not allowed,
    ValueError or `NotAccepted` for what makes no sense.

    Args:
        workspace: Where people act.
        acts: How they act.
    """

    def __init__(self, workspace: SlackWorkspace, acts: Acts) -> None:
        self._workspace = workspace
        self._acts = acts
        self.routes: Mapping[str, Act] = {
            "arrive": self._arrive,
            "command": self._command,
            "post": self._post,
            "edit": self._edit,
            "delete": self._delete,
            "dismiss": self._dismiss,
            "react": self._react,
            "click": self._click,
            "shortcut": self._shortcut,
            "view/enter": self._enter,
            "view/action": self._view_action,
            "view/submit": self._submit,
            "view/close": self._close,
        }

    def _arrive(self, user: str, asked: Asked) -> Json:
        # In Slack too a form does not outlive the window it was opened in, and no app hears of it.
        del asked
        self._workspace.modals.clear(user)
        return {"error": ""}

    def _command(self, user: str, asked: Asked) -> Json:
        name, channel, text = asked.text("name"), asked.text("channel"), asked.text("text")
        if name == "/invite":
            for handle in text.split():
                self._acts.invite(user, channel, handle.removeprefix("@").lower())
            return {"error": ""}
        return _told(self._acts.command(user, channel, text, name))

    def _post(self, user: str, asked: Asked) -> Json:
        done = self._acts.post(
            user,
            asked.text("channel"),
            asked.text("text"),
            thread_ts=asked.text("thread_ts"),
            files=asked.files.get("files", []),
            broadcast=asked.flag("broadcast"),
        )
        return _told(done)

    def _edit(self, user: str, asked: Asked) -> Json:
        return _told(self._acts.edit(user, asked.text("ts"), asked.text("text")))

    def _delete(self, user: str, asked: Asked) -> Json:
        return _told(self._acts.delete(user, asked.text("ts")))

    def _dismiss(self, user: str, asked: Asked) -> Json:
        message = self._workspace.private_message(asked.text("ts"))
        if message is None or message.only_for != user:
            raise LookupError("no such private message")
        self._workspace.remove_message(message)
        return {"error": ""}

    def _react(self, user: str, asked: Asked) -> Json:
        ts, emoji = asked.text("ts"), asked.text("emoji")
        return _told(self._acts.react(user, ts, emoji, remove=asked.flag("remove")))

    def _click(self, user: str, asked: Asked) -> Json:
        done = self._acts.click(
            user, asked.text("ts"), asked.text("action"), value=_chosen(asked.fields.get("value"))
        )
        return _told(done)

    def _shortcut(self, user: str, asked: Asked) -> Json:
        return _told(self._acts.shortcut(user, asked.text("ts"), asked.text("callback_id")))

    def _enter(self, user: str, asked: Asked) -> Json:
        self._acts.enter(user, {**_entered(asked), **asked.files})
        return {"error": ""}

    def _view_action(self, user: str, asked: Asked) -> Json:
        self._acts.enter(user, _entered(asked))
        value = _chosen(asked.fields.get("value"))
        return _told(self._acts.click_in_view(user, asked.text("action"), value=value))

    def _submit(self, user: str, asked: Asked) -> Json:
        return _told(self._acts.submit(user, _entered(asked)))

    def _close(self, user: str, asked: Asked) -> Json:
        del asked
        return _told(self._acts.close(user))


def _told(done: Done) -> Json:
    """What came of an act, as far as the person hears of it."""
    return {"error": done.error, "ts": done.message.ts if done.message else ""}


def _entered(asked: Asked) -> dict[str, Entered]:
    values = asked.fields.get("values")
    if not isinstance(values, dict):
        return {}
    return {str(key): _chosen(value) for key, value in values.items()}


def _chosen(value: Any) -> Entered:  # noqa: ANN401 - any JSON
    return str(value) if value is not None else None
