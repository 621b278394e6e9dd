"""The way back into Slack: the placeholder, its stages, the picture, or what went wrong.

One message per job, which becomes whatever there is to say. What is read in it is `bot.messages`;
how it is posted once and found again is `bot.posting`; how pictures get in is `bot.uploads`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot import messages
from bot.blocks import Message
from bot.outcomes import DELETE, EDIT, EXACT_WORDS, NEW_SEED, TRY_AGAIN, wording
from bot.posting import Posting
from bot.sources import Sources
from bot.threads import Threads
from bot.uploads import Uploads
from bot.webapi import Refused, WebApi
from core import observe, prices
from core.errors import BadAnswer, CannotPost, Defect, ImagineError, SourceRefused
from core.jobs import Jobs
from core.model import Image, Job, Outcome
from core.ports import Hold, Note
from core.style import Style

_PLAIN_BUTTONS = (NEW_SEED, EDIT, DELETE)
_HELPS = (NEW_SEED, EDIT, TRY_AGAIN)
_PROGRESS_TIMEOUT = 4
_SHARED = "shared_id"
_INVITE_HELPS = {"not_in_channel", "channel_not_found", "user_not_in_channel"}
"""Of the ways a conversation is closed to us, those that an invitation mends."""


@dataclass(frozen=True, slots=True)
class Look:
    """What finished messages say of the deployment.

    Attributes:
        image_model: Id of the image model where a request names none.
        styles: Enhancement styles by name, for the strength each starts with.
        default_style: The one where a request names none.
    """

    image_model: str
    styles: Mapping[str, Style]
    default_style: str

    def strength(self, job: Job) -> float | None:
        """The strength used, where the job left it to its style."""
        if job.request.source is None:
            return None
        style = self.styles.get(job.request.style) or self.styles[self.default_style]
        return style.strength


class Delivery:
    """A `core.ports.Door` into Slack.

    The address of a job: `channel`, `user`; `name` where the act carried it; `thread_ts` for an
    answer in a thread; `response_url` where the act has one.
    The notes: `ts` of our message, `who` asked, `parent` (a permalink), `file_id` of the picture,
    `shared_id` of the copy in the thread where no block may show it.

    Args:
        api: Slack.
        uploads: Pictures into Slack.
        sources: Shared images out of it.
        threads: Remembers what a thread is about.
        jobs: Finds the picture a job goes on from.
        pictures: Reads a job's own picture from where it is kept.
        posting: Our messages.
        look: What finished messages say of the deployment.
    """

    def __init__(
        self,
        api: WebApi,
        *,
        uploads: Uploads,
        sources: Sources,
        threads: Threads,
        jobs: Jobs,
        pictures: Callable[[Job], Image | None],
        posting: Posting,
        look: Look,
    ) -> None:
        self._api = api
        self._posting = posting
        self._uploads = uploads
        self._sources = sources
        self._threads = threads
        self._jobs = jobs
        self._pictures = pictures
        self._look = look
        # The job whose picture was last brought to Slack, and when that began.
        self._began = ("", 0.0)

    def announced(self, job: Job) -> bool:
        """Whether the placeholder's `ts` is known."""
        return "ts" in job.notes

    def announce(self, job: Job, *, look_first: bool, hold: Hold) -> Mapping[str, str]:
        """Post the placeholder, or find the one a lost answer or a dead worker left.

        Raises:
            ImagineError: It cannot be posted.
        """
        who = self._name(job)
        ts = self._posting.look(job) if look_first else None
        ts = ts or self._posting.post(job, messages.placeholder(job, who), hold=hold)
        return {"ts": ts, "who": who, "parent": self._parent(job)}

    def progress(self, job: Job) -> None:
        """Have the placeholder name the stage; what stands in the way is passed over."""
        with observe.Suppress(ImagineError):
            message = messages.placeholder(job, _who(job))
            self._posting.update_once(job, message, timeout=_PROGRESS_TIMEOUT)

    def fetch_source(self, job: Job) -> Image:
        """Fetch the shared image, made safe.

        Raises:
            ImagineError: It cannot be had, or cannot be used.
        """
        source = job.request.source
        if source is None:
            raise SourceRefused("There is no source image. Share one.")
        return self._sources.fetch(source.reference)

    def upload(self, job: Job, image: Image) -> Mapping[str, str]:
        """Bring the picture into Slack, shared nowhere yet.

        Raises:
            ImagineError: Slack did not take it.
        """
        self._began = (job.id, time.monotonic())
        return {"file_id": self._uploads.upload(job, image)}

    def settle(self, notes: Mapping[str, str]) -> None:
        """Wait until Slack has looked at the file.

        Raises:
            ImagineError: Slack does not know it.
        """
        self._uploads.wait(notes["file_id"])

    def deliver(self, job: Job, *, settled: bool, note: Note, hold: Hold) -> Mapping[str, str]:
        """Make the placeholder the finished message.

        Raises:
            ImagineError: It cannot be shown.
        """
        file_id = job.notes["file_id"]
        begun, began = self._began
        if begun != job.id:
            began = time.monotonic()
        if not settled:
            self._uploads.wait(file_id)
        try:
            message = self._finished(job, file_id)
            notes = self._uploads.until_ready(lambda: self._posting.show(job, message, hold=hold))
        except Refused as error:
            if error.code != "invalid_blocks":
                raise
            # Slack will not show the file in a block: show it as a file, and say the rest beside.
            observe.logger().warning("picture shared as a file", job_id=job.id, reason=error.detail)
            self._share(job, note)
            notes = self._posting.show(job, self._finished(job, ""), hold=hold)
        observe.record(observe.Metric.SLACK_DELIVERY_TIME, time.monotonic() - began)
        root = job.address.get("thread_ts") or notes.get("ts") or job.notes["ts"]
        self._threads.painted(
            job.tenant, job.address["channel"], root, job_id=job.id, asked_at=job.created
        )
        return notes

    def _share(self, job: Job, note: Note) -> None:
        """Have the picture stand in our message's thread as a file, once."""
        if _SHARED in job.notes and self._uploads.is_shared(job.notes[_SHARED]):
            return
        picture = self._pictures(job)
        if picture is None:
            raise BadAnswer("the picture is no longer kept")
        self._posting.as_member(
            job,
            lambda: self._uploads.share(
                job, picture, note=lambda file_id: note({_SHARED: file_id})
            ),
        )

    def _finished(self, job: Job, file_id: str) -> Message:
        return messages.finished(
            job,
            _who(job),
            file_id,
            cost=prices.estimate(job) / prices.MICRO,
            model=self._look.image_model,
            strength=self._look.strength(job),
            parent_link=job.notes.get("parent", ""),
            buttons=(NEW_SEED, EDIT, EXACT_WORDS, DELETE) if _rewritten(job) else _PLAIN_BUTTONS,
        )

    def fail(self, job: Job, *, hold: Hold) -> None:
        """Tell how the job ended: all of the conversation, or only the one it concerns.

        Raises:
            ImagineError: It cannot be told.
        """
        outcome = Outcome(job.outcome)
        if outcome is Outcome.TALK:
            return
        if outcome is not Outcome.NO_POSTING and not wording(outcome).private:
            try:
                self._posting.show(job, messages.failed(job, _who(job)), hold=hold)
            except (CannotPost, Refused) as error:
                # The conversation, or the thread, is closed to us by now: then to the one person.
                observe.logger().warning("told privately", job_id=job.id, reason=str(error))
            else:
                return
        message = (
            messages.not_a_member(job)
            if outcome is Outcome.NO_POSTING and job.notes.get("closed") in _INVITE_HELPS
            else messages.private_failure(job, buttons=_HELPS)
        )
        # A private message leaves no trace that could be looked for. It comes last, because
        # whatever came after it, and died, would have it said a second time.
        self._remove_placeholder(job)
        self._posting.tell(job, message)

    def _remove_placeholder(self, job: Job) -> None:
        """Take the placeholder away; what stands in the way of that keeps no notice back."""
        if self.announced(job):
            try:
                self._posting.remove(job)
            except (CannotPost, Defect) as error:
                observe.logger().warning("placeholder stays", job_id=job.id, reason=str(error))

    def remove(self, job: Job) -> None:
        """Take the message and the file away.

        Raises:
            ImagineError: They cannot be taken away.
        """
        try:
            if self.announced(job):
                self._posting.remove(job)
        finally:
            # What can be seen of the picture goes, also where the message may not be touched.
            for name in ("file_id", _SHARED):
                if name in job.notes:
                    self._uploads.delete(job.notes[name])

    def _name(self, job: Job) -> str:
        """The plain name of who asked; "" where Slack does not tell."""
        if job.address.get("name"):
            return job.address["name"]
        with observe.Suppress(ImagineError):
            user = self._api.call("users.info", user=job.address["user"])["user"]
            profile = user.get("profile", {})
            return str(profile.get("display_name") or profile.get("real_name") or user["name"])
        return ""

    def _parent(self, job: Job) -> str:
        """Permalink of the picture this one goes on from; "" where there is none to link to."""
        if not job.request.parent_id:
            return ""
        with observe.Suppress(ImagineError):
            parent = self._jobs.get(job.request.parent_id)
            if "ts" in parent.notes and parent.address.get("channel") == job.address["channel"]:
                answer = self._api.call(
                    "chat.getPermalink",
                    channel=parent.address["channel"],
                    message_ts=parent.notes["ts"],
                )
                return str(answer["permalink"])
        return ""


def _rewritten(job: Job) -> bool:
    """Whether something other than the person's own words was painted."""
    painted = job.enhancement
    return painted is not None and painted.prompt != job.request.prompt


def _who(job: Job) -> str:
    return job.notes.get("who", "") or job.address.get("name", "")
