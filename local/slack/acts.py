"""What people do, turned into the requests Slack sends the app for it.

Everything a person can do to the bot: a command, a message with or without files, a reply, a press
of a button, a form, a shortcut, a reaction, an edit, a deletion. The app hears of messages only in
conversations it is in, and only of what its manifest asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from local.slack import payloads
from local.slack.access import HISTORY_SCOPES
from local.slack.compose import compose
from local.slack.courier import Courier, Deliver, Delivery, Schedule, later
from local.slack.interactions import Done, Interactions
from local.slack.records import Channel, ChannelKind, Json, Message, User
from local.slack.state import SlackWorkspace
from local.slack.wire import message_json

_DIRECT = {ChannelKind.DIRECT, ChannelKind.GROUP_DIRECT}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be shared.

    Attributes:
        name: File name.
        content: Its bytes.
        mode: "hosted", "external", "tombstone" or "hidden_by_limit".
        from_connect: Whether it comes from another organisation, so that events only name it.
    """

    name: str
    content: bytes
    mode: str = "hosted"
    from_connect: bool = False


class Acts(Interactions):
    """The people of a workspace.

    Args:
        workspace: Where they act.
        deliver: Brings Slack's requests to the app.
        schedule: Runs retries of events.
    """

    def __init__(
        self, workspace: SlackWorkspace, deliver: Deliver, schedule: Schedule = later
    ) -> None:
        super().__init__(workspace, Courier(workspace, deliver, schedule))

    def post(
        self,
        user: str,
        channel: str,
        text: str = "",
        *,
        thread_ts: str = "",
        files: Sequence[Upload | tuple[str, bytes] | str] = (),
        broadcast: bool = False,
    ) -> Done:
        """Write a message, with files to upload or the ids of files to share again.

        `@handle`, `@here` and `#channel` become references as in Slack's composer.
        """
        who, where = self.workspace.user(user), self.workspace.channel(channel)
        if who.id not in where.members or where.archived:
            raise PermissionError(f"{who.name} cannot write in {channel}")
        parent = self.workspace.message(where.id, thread_ts) if thread_ts else None
        if thread_ts and (parent is None or parent.is_reply):
            raise ValueError("a thread hangs below a message that is no reply")
        composed, block = self._composed(text)
        subtype = "thread_broadcast" if broadcast and thread_ts else ""
        message = self.workspace.add_message(
            where.id,
            who.id,
            composed,
            blocks=(block,) if text else (),
            thread_ts=thread_ts,
            broadcast=bool(subtype),
            files=tuple(self._upload(who, file) for file in files),
            subtype="file_share" if files else subtype,
        )
        return Done(self._announce(message), message)

    def share(self, user: str, channel: str, name: str, content: bytes, text: str = "") -> Done:
        """Write a message with one file."""
        return self.post(user, channel, text, files=[(name, content)])

    def edit(self, user: str, ts: str, text: str) -> Done:
        """Change one's own message."""
        message = self._own(user, ts)
        previous = message_json(self.workspace, message)
        composed, block = self._composed(text)
        changed = self.workspace.change_message(
            message, text=composed, blocks=(block,), edited=self.workspace.journal.new_ts()
        )
        event = payloads.changed_event(self.workspace, changed, previous)
        return Done(self._send_if_heard(changed, event), changed)

    def delete(self, user: str, ts: str) -> Done:
        """Delete one's own message; an admin may delete anybody's."""
        admin = self.workspace.user(user).is_admin
        message = self.find(ts) if admin else self._own(user, ts)
        previous = message_json(self.workspace, message)
        self.workspace.remove_message(message)
        event = payloads.deleted_event(self.workspace, message, previous)
        return Done(self._send_if_heard(message, event))

    def react(self, user: str, ts: str, emoji: str, *, remove: bool = False) -> Done:
        """Give a message a reaction, or take it back."""
        who = self.workspace.user(user)
        with self.workspace.journal.changing():
            message = self.find(ts)
            users = [each for each in message.reactions.get(emoji, ()) if each != who.id]
            reactions = {key: value for key, value in message.reactions.items() if key != emoji}
            if not remove:
                users.append(who.id)
            if users:
                reactions[emoji] = tuple(users)
            changed = self.workspace.change_message(message, reactions=reactions)
        channel = self.workspace.channel(message.channel)
        if remove or "reactions:read" not in self.workspace.scopes or not self._hears(channel):
            return Done(None, changed)
        return Done(
            self._send(payloads.reaction_event(self.workspace, who, changed, emoji)), changed
        )

    def invite(self, user: str, channel: str, guest: str) -> Done:
        """Make somebody, or the app, a member of a channel: Slack's own command `/invite`."""
        who, where = self.workspace.user(user), self.workspace.channel(channel)
        invited = self.workspace.user(guest)
        if who.id not in where.members or where.kind in _DIRECT:
            raise PermissionError(f"{who.name} cannot invite to {channel}")
        if invited.id in where.members:
            raise ValueError(f"{invited.name} is in #{where.name} already")
        self.workspace.join(where.id, invited.id)
        joined = self.workspace.add_message(
            where.id,
            invited.id,
            f"<@{invited.id}> was added to the channel by <@{who.id}>",
            subtype="channel_join",
        )
        return Done(self._send_if_heard(joined, payloads.message_event(self.workspace, joined)))

    def send(self, event: Json) -> Done:
        """Deliver an event as it is, such as `app_uninstalled`."""
        return Done(self._send(event))

    def _composed(self, typed: str) -> tuple[str, Json]:
        return compose(self.workspace, typed)

    def _own(self, user: str, ts: str) -> Message:
        message = self.find(ts)
        if message.user != self.workspace.user(user).id:
            raise PermissionError("somebody else's message")
        return message

    def _upload(self, who: User, file: Upload | tuple[str, bytes] | str) -> str:
        if isinstance(file, str):
            return file
        upload = file if isinstance(file, Upload) else Upload(*file)
        return self.workspace.files.add(
            who.id,
            upload.name,
            upload.content,
            mode=upload.mode,
            external_url=f"https://example.com/{upload.name}" if upload.mode == "external" else "",
            from_connect=upload.from_connect,
        ).id

    def _announce(self, message: Message) -> Delivery | None:
        """Tell the app of a new message; a broadcast reply has a twin."""
        event = payloads.message_event(self.workspace, message)
        if message.subtype == "thread_broadcast":
            plain = {key: value for key, value in event.items() if key not in {"subtype", "root"}}
            self._send_if_heard(message, plain)
        return self._send_if_heard(message, event)

    def _hears(self, channel: Channel) -> bool:
        return self.workspace.bot.id in channel.members and not self.workspace.revoked

    def _send_if_heard(self, message: Message, event: Json) -> Delivery | None:
        channel = self.workspace.channel(message.channel)
        granted = HISTORY_SCOPES[channel.kind] in self.workspace.scopes
        return self._send(event) if granted and self._hears(channel) else None

    def _send(self, event: Json) -> Delivery:
        return self.courier.send_event(payloads.event_callback(self.workspace, event))
