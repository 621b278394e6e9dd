"""The way back into Slack: the placeholder, its stages, the picture, or what went wrong.

One message per job. It is posted once, carries the job's id as metadata so that a worker that
finds no note of it can look for it, and becomes whatever there is to say: updating a message
twice leaves one message.

What is read in these messages is `bot.messages`; how pictures get into Slack is `bot.uploads`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot import messages
from bot.blocks import Message
from bot.outcomes import wording
from bot.uploads import Uploads
from bot.webapi import Refused, WebApi, respond
from core import observe
from core.clock import Clock
from core.errors import AnswerLost, CannotPost, ImagineError, SourceRefused, Transient
from core.model import Image, Job, Outcome

EVENT_TYPE = "imagine_job"
"""Type of the metadata our messages carry."""

RESPONSE_URL_SECONDS = 30 * 60
"""How long an act can be answered through its `response_url` (Slack)."""

_PROGRESS_TIMEOUT = 4
_CLOCK_SKEW = 5.0
_PAGE = 100
_VANISHED = {"message_not_found", "thread_not_found", "no_thread"}


class Delivery:
    """A `core.ports.Door` into Slack.

    The address of a job: `channel`, `user`; `name` where the act carried it; `thread_ts` for an
    answer in a thread; `response_url` where the act has one.
    The notes: `ts` of our message, `who` asked, `file_id` of the picture.
    """

    def __init__(self, api: WebApi, uploads: Uploads, clock: Clock) -> None:
        self._api = api
        self._uploads = uploads
        self._clock = clock

    def announced(self, job: Job) -> bool:
        """Whether the placeholder's `ts` is known."""
        return "ts" in job.notes

    def announce(self, job: Job, *, look_first: bool) -> Mapping[str, str]:
        """Post the placeholder, or find the one a lost answer or a dead worker left.

        Raises:
            ImagineError: It cannot be posted.
        """
        who = self._name(job)
        ts = self._look(job) if look_first else None
        return {"ts": ts or self._post(job, messages.placeholder(job, who)), "who": who}

    def progress(self, job: Job) -> None:
        """Have the placeholder name the stage; what stands in the way is passed over."""
        with suppress(ImagineError):
            self._update(job, messages.placeholder(job, _who(job)), timeout=_PROGRESS_TIMEOUT)

    def fetch_source(self, job: Job) -> Image:
        """Fetch the shared image, made safe.

        Raises:
            ImagineError: It cannot be had, or cannot be used.
        """
        raise SourceRefused(f"No image is known by {job.id}.")

    def upload(self, job: Job, image: Image) -> Mapping[str, str]:
        """Bring the picture into Slack, shared nowhere yet.

        Raises:
            ImagineError: Slack did not take it.
        """
        return {"file_id": self._uploads.upload(job, image)}

    def deliver(self, job: Job) -> Mapping[str, str]:
        """Make the placeholder the finished message.

        Raises:
            ImagineError: It cannot be shown.
        """
        file_id = job.notes["file_id"]
        message = messages.finished(job, _who(job), file_id)
        self._uploads.wait(file_id)
        try:
            return self._uploads.until_ready(lambda: self._show(job, message))
        except Refused as error:
            if error.code != "invalid_blocks":
                raise
            # Slack will not show the file in a block: show it as a file, and say the rest beside.
            observe.logger().warning("picture shared as a file", job_id=job.id, reason=error.detail)
            self._uploads.share(job, file_id)
            return self._show(job, messages.finished(job, _who(job), ""))

    def fail(self, job: Job) -> None:
        """Tell how the job ended: all of the conversation, or only the one it concerns.

        Raises:
            ImagineError: It cannot be told.
        """
        outcome = Outcome(job.outcome)
        if outcome is Outcome.NO_POSTING:
            self._tell(job, messages.not_a_member(job))
        elif wording(outcome).private:
            self._tell(job, messages.private_failure(job))
        else:
            self._show(job, messages.failed(job, _who(job)))
            return
        if self.announced(job):
            self._remove_message(job)

    def remove(self, job: Job) -> None:
        """Take the message and the file away.

        Raises:
            ImagineError: They cannot be taken away.
        """
        if self.announced(job):
            self._remove_message(job)
        if "file_id" in job.notes:
            self._uploads.delete(job.notes["file_id"])

    def _name(self, job: Job) -> str:
        """The plain name of who asked; "" where Slack does not tell."""
        if job.address.get("name"):
            return job.address["name"]
        with suppress(ImagineError):
            user = self._api.call("users.info", user=job.address["user"])["user"]
            profile = user.get("profile", {})
            return str(profile.get("display_name") or profile.get("real_name") or user["name"])
        return ""

    def _post(self, job: Job, message: Message) -> str:
        """Post our one message and return its `ts`."""
        try:
            return self._post_once(job, message)
        except CannotPost as error:
            if error.reason != "not_in_channel":
                raise
            try:
                self._api.repeat("conversations.join", channel=job.address["channel"])
            except ImagineError:
                raise error from None
            return self._post_once(job, message)

    def _post_once(self, job: Job, message: Message) -> str:
        try:
            answer = self._api.call(
                "chat.postMessage",
                channel=job.address["channel"],
                thread_ts=job.address.get("thread_ts"),
                metadata={"event_type": EVENT_TYPE, "event_payload": {"job_id": job.id}},
                **message.posting(),
            )
        except AnswerLost:
            # It may stand there all the same. If nothing can be seen, the next worker looks.
            self._clock.sleep(1.0)
            ts = self._look(job)
            if ts is None:
                raise
            return ts
        return str(answer["ts"])

    def _look(self, job: Job) -> str | None:
        """Find our message by its metadata; None where it is not, or history is closed to us."""
        arguments: dict[str, Any] = {
            "channel": job.address["channel"],
            "oldest": f"{job.announced_at - _CLOCK_SKEW:.6f}",
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        method = "conversations.history"
        if job.address.get("thread_ts"):
            method = "conversations.replies"
            arguments["ts"] = job.address["thread_ts"]
        cursor: str | None = None
        while True:
            try:
                page = self._api.repeat(method, cursor=cursor, **arguments)
            except Transient:
                raise
            except ImagineError:
                return None
            for message in page.get("messages", ()):
                metadata = message.get("metadata") or {}
                payload = metadata.get("event_payload") or {}
                if metadata.get("event_type") == EVENT_TYPE and payload.get("job_id") == job.id:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    def _show(self, job: Job, message: Message) -> Mapping[str, str]:
        """Make our message say this; where somebody removed it, say it anew."""
        if self.announced(job):
            try:
                self._api.again(lambda: self._update(job, message))
            except Refused as error:
                if error.code not in _VANISHED:
                    raise
            else:
                return {}
        # Removed before us, or never posted: a worker before us may have posted it anew.
        ts = self._look(job)
        if ts is None:
            return {"ts": self._post(job, message)}
        known = {**job.notes, "ts": ts}
        self._api.again(lambda: self._update(job, message, ts=known["ts"]))
        return {"ts": ts}

    def _update(
        self, job: Job, message: Message, *, ts: str = "", timeout: int | None = None
    ) -> Mapping[str, Any]:
        limit = {} if timeout is None else {"timeout": timeout}
        return self._api.call(
            "chat.update",
            channel=job.address["channel"],
            ts=ts or job.notes["ts"],
            metadata={"event_type": EVENT_TYPE, "event_payload": {"job_id": job.id}},
            **message.arguments(),
            **limit,
        )

    def _tell(self, job: Job, message: Message) -> None:
        """Say something to the person who asked, and nobody else."""
        url = job.address.get("response_url", "")
        fresh = self._clock.now() < job.created + RESPONSE_URL_SECONDS
        if url and fresh and respond(url, message.arguments()):
            return
        try:
            self._api.repeat(
                "chat.postEphemeral",
                channel=job.address["channel"],
                user=job.address["user"],
                thread_ts=job.address.get("thread_ts"),
                **message.arguments(),
            )
        except (CannotPost, Refused):
            # Slack opens the person's conversation with us for a message sent to their id.
            self._api.repeat("chat.postMessage", channel=job.address["user"], **message.posting())

    def _remove_message(self, job: Job) -> None:
        try:
            self._api.repeat("chat.delete", channel=job.address["channel"], ts=job.notes["ts"])
        except (CannotPost, Refused) as error:
            code = error.code if isinstance(error, Refused) else error.reason
            if code not in _VANISHED | {"channel_not_found"}:
                raise


def _who(job: Job) -> str:
    return job.notes.get("who", "") or job.address.get("name", "")
