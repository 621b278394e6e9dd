"""Our one message per job: posted once, found again, changed, taken away; and private words.

The message carries the job's id as metadata, so that a worker that finds no note of it can look
for it. Changing a message twice leaves one message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from bot.blocks import Message
from bot.webapi import TIMEOUT_SECONDS, Refused, WebApi, respond
from core import observe
from core.clock import Clock
from core.errors import AnswerLost, CannotPost, Defect, ImagineError
from core.model import Job

if TYPE_CHECKING:
    # At run time it would bring the buckets to where reactions are acknowledged.
    from core.ports import Hold

T = TypeVar("T")

EVENT_TYPE = "imagine_job"
"""Type of the metadata our messages carry."""

RESPONSE_URL_SECONDS = 30 * 60
"""How long an act can be answered through its `response_url` (Slack)."""

_CLOCK_SKEW = 5.0
_PAGE = 100
_NO_THREAD = {"thread_not_found", "no_thread"}
_VANISHED = {"message_not_found", *_NO_THREAD}


class Posting:
    """Slack's message methods, for jobs.

    Args:
        api: Slack.
        clock: Waits, and tells whether a `response_url` still works.
    """

    def __init__(self, api: WebApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    def post(self, job: Job, message: Message, *, hold: Hold) -> str:
        """Post our message and return its `ts`; a public channel is joined for it.

        Args:
            job: The job.
            message: What it says.
            hold: Asked right before: a second message could not be taken back.

        Raises:
            ImagineError: It cannot be posted.
        """

        def attempt() -> str:
            hold()
            return self._post_once(job, message)

        return self.as_member(job, attempt)

    def as_member(self, job: Job, attempt: Callable[[], T]) -> T:
        """Do something in the job's conversation; where that needs it, a public channel is joined.

        Raises:
            ImagineError: As the attempt does.
        """
        try:
            return attempt()
        except CannotPost as error:
            if error.reason != "not_in_channel" or not self._join(job):
                raise
            return attempt()

    def _join(self, job: Job) -> bool:
        """Become a member of the job's channel; False where that cannot be."""
        try:
            self._api.repeat("conversations.join", channel=job.address["channel"])
        except ImagineError:
            return False
        return True

    def _post_once(self, job: Job, message: Message) -> str:
        try:
            answer = self._api.call(
                "chat.postMessage",
                channel=job.address["channel"],
                thread_ts=job.address.get("thread_ts"),
                metadata=_metadata(job),
                **message.posting(),
            )
        except AnswerLost:
            # It may stand there all the same. If nothing can be seen, the next worker looks.
            self._clock.sleep(1.0)
            ts = self.look(job)
            if ts is None:
                raise
            return ts
        except Refused as error:
            if error.code in _NO_THREAD:
                raise CannotPost(error.code) from error
            raise
        return str(answer["ts"])

    def look(self, job: Job) -> str | None:
        """Find our message by its metadata; None where it is not, or history is closed to us.

        A public channel may be posted to by anybody, but is read by its members only.

        Raises:
            Transient: Slack cannot be reached.
        """
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
            except CannotPost as error:
                if error.reason == "not_in_channel" and self._join(job):
                    continue
                return None
            except Defect as error:
                observe.report(error)
                return None
            for message in page.get("messages", ()):
                if job_of(message) == job.id:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    def show(self, job: Job, message: Message, *, hold: Hold) -> Mapping[str, str]:
        """Have our message say this; where somebody removed it, say it anew.

        Args:
            job: The job.
            message: What it says.
            hold: Asked before it is said anew.

        Returns:
            Its `ts` to be noted, where that is another one now.

        Raises:
            ImagineError: It cannot be said.
        """
        if "ts" in job.notes:
            try:
                self.update(job, message)
            except Refused as error:
                if error.code not in _VANISHED:
                    raise
            else:
                return {}
        # Removed before us, or never posted: a worker before us may have posted it anew.
        ts = self.look(job)
        if ts is None:
            return {"ts": self.post(job, message, hold=hold)}
        self.update(job, message, ts=ts)
        return {"ts": ts}

    def update(self, job: Job, message: Message, *, ts: str = "") -> None:
        """Change our message.

        Raises:
            ImagineError: It cannot be changed.
        """
        self._api.again(lambda: self.update_once(job, message, ts=ts))

    def update_once(
        self, job: Job, message: Message, *, ts: str = "", timeout: int = TIMEOUT_SECONDS
    ) -> Mapping[str, Any]:
        """Try to change our message, once, waiting so many seconds for the answer.

        Raises:
            ImagineError: It cannot be changed.
        """
        return self._api.call(
            "chat.update",
            timeout=timeout,
            channel=job.address["channel"],
            ts=ts or job.notes["ts"],
            metadata=_metadata(job),
            **message.arguments(),
        )

    def tell(self, job: Job, message: Message) -> None:
        """Say something to the person who asked, and nobody else.

        Raises:
            ImagineError: It cannot be said.
        """
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

    def remove(self, job: Job) -> None:
        """Take our message away; it need not be there.

        Raises:
            ImagineError: It cannot be taken away.
        """
        try:
            self._api.repeat("chat.delete", channel=job.address["channel"], ts=job.notes["ts"])
        except (CannotPost, Refused) as error:
            code = error.code if isinstance(error, Refused) else error.reason
            if code not in _VANISHED | {"channel_not_found"}:
                raise


def job_of(message: Mapping[str, Any]) -> str:
    """The job a message of ours belongs to, as its metadata says; "" for any other message."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str((metadata.get("event_payload") or {}).get("job_id", ""))


def _metadata(job: Job) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"job_id": job.id}}
