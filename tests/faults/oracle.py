"""Says of a house in which everything has come to rest whether it kept its promises.

It looks from outside: at what people see, at what is kept and at what was paid. What fell short is
a `Problem`; what is as designed, but not as anybody would wish, is listed apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from api.principals import DOOR as REST
from core.lease import MAX_PAID_ATTEMPTS
from core.model import Job, Outcome, Status
from local.slack.records import Message
from tests.house import House
from tests.slack_reading import pictures

AT_CAP = "ended visibly at its cap, its paid answers having been lost"
TOLD_TWICE = "a private notice said twice, its reply having been lost"
STAYS = "a placeholder that stays in a conversation closed to us meanwhile"
UNSEEN_COPY = "a second copy of a picture's file, left in Slack where nobody sees it"

APART = (AT_CAP, TOLD_TWICE, STAYS, UNSEEN_COPY)
"""What is as designed, though not as anybody would wish: a scoreboard lists it by itself."""


class Short(StrEnum):
    """In which way a promise was not kept."""

    LOST = "lost"
    DOUBLED = "doubled"
    MIXED_UP = "mixed up"
    OVERPAID = "overpaid"
    MISCOUNTED = "miscounted"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Problem:
    """A promise that was not kept.

    Attributes:
        short: In which way.
        what: A sentence for people.
    """

    short: Short
    what: str


@dataclass(slots=True)
class Finding:
    """What became of a house.

    Attributes:
        problems: What fell short of the promises.
        apart: What is listed apart.
        outcomes: How jobs ended: their status, or why they failed.
    """

    problems: list[Problem] = field(default_factory=list)
    apart: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def short(self, short: Short, what: str) -> None:
        """Note that a promise was not kept."""
        self.problems.append(Problem(short, what))


def ending(job: Job) -> str:
    """How a job ended: its status, or why it failed."""
    return job.outcome if job.status is Status.FAILED else job.status.value


def judge(house: House) -> Finding:
    """Look at everything there is."""
    found = Finding()
    jobs = house.jobs()
    posted = [
        message
        for channel in house.slack.channels()
        for message in house.slack.messages(channel.id)
        if message.by_bot and message.subtype != "tombstone"
    ]
    private = [one for one in posted if _is_private(one)]
    shown = by_job(one for one in posted if not _is_private(one))
    told = by_job([*house.private_messages(), *private])
    objects = house.pictures()
    pictures_kept = set(objects.values())
    for job in jobs:
        own = f"{job.tenant}/{job.id.partition('.')[2]}."
        kept = [objects.pop(key) for key in list(objects) if key.startswith(own)]
        said = _Said(shown.pop(job.id, []), len(told.pop(job.id, [])), kept)
        found.outcomes[ending(job)] += 1
        _RULES.get(job.status, _still_open)(house, job, said, found)
    for job_id, messages in shown.items():
        if job_id != _NO_JOB:
            found.short(Short.DOUBLED, f"{len(messages)} messages of no job ({job_id})")
    found.problems += [
        Problem(Short.DOUBLED, f"a private notice of no job ({job_id})")
        for job_id in told
        if job_id != _NO_JOB
    ]
    found.problems += [Problem(Short.DOUBLED, f"an object of no job: {key}") for key in objects]
    _judge_money(house, jobs, found)
    if house.unfinished() or house.messages():
        found.short(
            Short.UNFINISHED,
            f"{house.unfinished()} in the index of unfinished jobs, "
            f"{len(house.messages())} in the queue",
        )
    seen = {file for message in posted for file in pictures(message)}
    for file in house.slack.files.all():
        if file.user == house.slack.bot.id and file.complete and not file.deleted:
            found.apart[UNSEEN_COPY] += file.id not in seen and not file.shares
            if file.shares and file.content not in pictures_kept:
                found.short(Short.DOUBLED, f"{file.id} can be seen, and is no job's picture")
    return found


_NO_JOB = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What there is of a job: messages with its id, private notices, objects."""

    shown: list[Message]
    told: int
    kept: list[bytes]


def _still_open(_: House, job: Job, said: _Said, found: Finding) -> None:
    found.short(Short.LOST, f"{job.id} is still {job.status}, {len(said.shown)} messages of it")


def _done(house: House, job: Job, said: _Said, found: Finding) -> None:
    """A picture: one object, and one message that shows its bytes; over REST no message."""
    if not said.shown and job.door != REST:
        found.short(Short.LOST, "a picture, and no message shows it")
    if len(said.shown) > (job.door != REST) or said.told:
        found.short(
            Short.DOUBLED, f"{len(said.shown)} messages, {said.told} notices of one picture"
        )
    if len(said.kept) != 1:
        found.short(Short.LOST, f"{len(said.kept)} objects of {job.id}")
    for message in said.shown:
        files = pictures(message) or _beside(house, message)
        if [house.uploaded([file]) for file in files] != said.kept:
            found.short(Short.MIXED_UP, "what the message shows is not what is kept")


def _beside(house: House, message: Message) -> list[str]:
    """The bot's files that stand in a message's thread by themselves."""
    root = message.thread_ts or message.ts
    return [
        file
        for one in house.slack.messages(message.channel)
        if one.by_bot and one.thread_ts == root and not one.metadata
        for file in one.files
        if not house.slack.files.find(file).deleted
    ]


def _failed(house: House, job: Job, said: _Said, found: Finding) -> None:
    """A failure: told once, to all or to one; talk, and what came over REST, without a word."""
    wanted = 0 if job.outcome == Outcome.TALK or job.door == REST else 1
    out_of_reach = [message for message in said.shown if said.told and _closed(house, message)]
    found.apart[STAYS] += len(out_of_reach)
    times = len(said.shown) - len(out_of_reach) + min(1, said.told)
    if times < wanted:
        found.short(Short.LOST, f"{job.outcome}, and nobody was told")
    if times > wanted:
        found.short(
            Short.DOUBLED, f"{job.outcome}: {len(said.shown)} messages, {said.told} notices"
        )
    if any(pictures(message) for message in said.shown):
        found.short(Short.MIXED_UP, f"{job.outcome}, and a picture is shown")
    found.apart[TOLD_TWICE] += max(0, said.told - 1)
    at_cap = job.outcome == Outcome.ANSWER_LOST and job.paid_attempts >= MAX_PAID_ATTEMPTS
    found.apart[AT_CAP] += at_cap


def _closed(house: House, message: Message) -> bool:
    """Whether the bot may by now neither change nor remove what it said there."""
    channel = house.slack.channel(message.channel)
    return channel.archived or house.slack.bot.id not in channel.members


def _deleted(_: House, job: Job, said: _Said, found: Finding) -> None:
    """Nothing is left."""
    if said.shown or said.kept:
        found.short(
            Short.LOST, f"{job.id} deleted, and {len(said.shown) + len(said.kept)} things left"
        )


_RULES = {Status.DONE: _done, Status.FAILED: _failed, Status.DELETED: _deleted}


def _judge_money(house: House, jobs: Iterable[Job], found: Finding) -> None:
    jobs = list(jobs)
    for job in jobs:
        if job.paid_attempts > MAX_PAID_ATTEMPTS:
            found.short(Short.OVERPAID, f"{job.paid_attempts} calls counted for one job")
    counters = house.counters()
    taken = {key: number for key, number in counters.items() if "#pictures#" in key and number}
    charged = dict(Counter(key for job in jobs for key in job.charged))
    if taken != charged:
        found.short(Short.MISCOUNTED, f"budgets stand at {taken}, jobs took {charged}")
    attempts = sum(job.paid_attempts for job in jobs)
    counted = sum(number for key, number in counters.items() if "#paid#" in key)
    if house.settings.limits.paid is None:
        counted = attempts
    if not len(house.painted()) <= attempts <= counted:
        found.short(
            Short.MISCOUNTED,
            f"{len(house.painted())} pictures were paid, jobs counted {attempts}, the workspace "
            f"{counted}",
        )


def _is_private(message: Message) -> bool:
    """Whether it is a private notice that Slack would take no other way than directly."""
    first = str(message.blocks[0].get("block_id", "")) if message.blocks else ""
    return first.startswith(("private-", "closed-"))


def by_job(messages: Iterable[Message]) -> dict[str, list[Message]]:
    """Messages by the job that their metadata, or their blocks' ids, name; "" for none."""
    found: dict[str, list[Message]] = {}
    for message in messages:
        named = (message.metadata or {}).get("event_payload", {}).get("job_id", "")
        for block in message.blocks:
            named = named or str(block.get("block_id", "")).partition(":")[2]
        found.setdefault(named, []).append(message)
    return found
