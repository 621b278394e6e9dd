"""Trouble that lasts: services throttled or out of order, conversations and tokens taken away."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from core.model import Outcome
from local.bedrock import IMAGE_MODEL, TEXT_MODEL
from local.bedrock import Trouble as Odd
from local.faults import Call, Lost, Phase, Refusal
from tests.faults import tally
from tests.faults.bench import Bench
from tests.faults.kinds import COMMAND, KINDS_BY_NAME, Kind
from tests.faults.script import WRITES
from tests.house import House
from tests.refusals import conflict, outage, throttle

SECTION = "Trouble that lasts"
MALFORMED = "Answers of the models that are none"

DONE = "done"
MINUTE, HOUR = 60.0, 3_600.0

Verdict = Refusal | Lost


@dataclass(frozen=True, slots=True)
class Lasting:
    """A service's trouble, from when the job is begun.

    Attributes:
        name: As the scoreboard has it.
        services: Which are in trouble.
        verdict: What they answer, by service.
        seconds: How long.
        ends: How the job ends.
        before: Whether the trouble is there when the person asks, already.
        besides: Further trouble.
    """

    name: str
    services: frozenset[str]
    verdict: Callable[[str], Verdict]
    seconds: float
    ends: str = DONE
    before: bool = False
    besides: Callable[[House], None] = lambda _: None

    def __str__(self) -> str:
        """For the test's name."""
        return self.name

    def hook(self, house: House) -> Callable[[Call, Phase], Verdict | None]:
        """The trouble, beginning now."""
        until = house.clock.now() + self.seconds

        def refuse(call: Call, phase: Phase) -> Verdict | None:
            met = call.service in self.services and phase is Phase.BEFORE
            return self.verdict(call.service) if met and house.clock.now() < until else None

        return refuse


def _cut(_: str) -> Verdict:
    return Lost()


def _limited(seconds: int) -> Callable[[str], Verdict]:
    return lambda _: Refusal("ratelimited", 429, headers={"Retry-After": str(seconds)})


def _always(status: int) -> Callable[[str], Verdict]:
    return lambda _: Refusal("", status, "upstream trouble")


def _busy_models(house: House) -> None:
    """The image model is throttled some times, so that the job has to wait."""
    house.bedrock.fail(IMAGE_MODEL, Odd.THROTTLE, times=3)


def _one(service: str) -> frozenset[str]:
    return frozenset({service})


LASTING = (
    Lasting("Slack limits, Retry-After 1, 2 min", _one("slack"), _limited(1), 2 * MINUTE),
    Lasting("Slack limits, Retry-After 30, 5 min", _one("slack"), _limited(30), 5 * MINUTE),
    Lasting("Slack limits, Retry-After 120, 10 min", _one("slack"), _limited(120), 10 * MINUTE),
    Lasting("Slack answers 503 for 10 min", _one("slack"), _always(503), 10 * MINUTE),
    Lasting("Slack cuts every call for 10 min", _one("slack"), _cut, 10 * MINUTE),
    Lasting("Slack is away for an hour", _one("slack"), _cut, HOUR, ends=Outcome.TIMED_OUT.value),
    Lasting("models throttled, 10 min", _one("bedrock-runtime"), throttle, 10 * MINUTE),
    Lasting(
        "models unavailable, 10 min",
        _one("bedrock-runtime"),
        lambda _: Refusal("ServiceUnavailableException", 503),
        10 * MINUTE,
    ),
    Lasting(
        "models throttled for an hour",
        _one("bedrock-runtime"),
        throttle,
        HOUR,
        ends=Outcome.TIMED_OUT.value,
    ),
    Lasting("table throttled, 10 min", _one("dynamodb"), throttle, 10 * MINUTE),
    Lasting("table out of order, 10 min", _one("dynamodb"), outage, 10 * MINUTE),
    Lasting("table cuts every call, 10 min", _one("dynamodb"), _cut, 10 * MINUTE),
    Lasting("buckets throttled, 10 min", _one("s3"), throttle, 10 * MINUTE),
    Lasting("buckets out of order, 10 min", _one("s3"), outage, 10 * MINUTE),
    Lasting(
        "queue unavailable, models busy", _one("sqs"), outage, 10 * MINUTE, besides=_busy_models
    ),
    Lasting("Lambda refuses to invoke", _one("lambda"), throttle, HOUR, before=True),
    Lasting("Lambda answers nothing", _one("lambda"), _cut, HOUR, before=True),
    Lasting(
        "neither Lambda nor the queue, 10 min",
        frozenset({"lambda", "sqs"}),
        outage,
        10 * MINUTE,
        before=True,
    ),
    Lasting(
        "everything of AWS out of order, 10 min",
        frozenset({"dynamodb", "s3", "sqs", "lambda", "bedrock-runtime"}),
        outage,
        10 * MINUTE,
    ),
    Lasting("the table, when asked", _one("dynamodb"), outage, 10 * MINUTE, before=True),
)


SLOW = {"models throttled for an hour", "models unavailable, 10 min", "buckets throttled, 10 min"}
"""Rows too long to run before each commit; similar ones run there."""


@pytest.mark.parametrize(
    "lasting",
    [pytest.param(one, marks=[pytest.mark.slow] if one.name in SLOW else []) for one in LASTING],
    ids=str,
)
@pytest.mark.parametrize(
    "kind",
    [COMMAND, *(KINDS_BY_NAME[name] for name in ("words to the bot", "Delete") if tally.FULL)],
    ids=lambda kind: kind.name,
)
def test_services_in_trouble(bench: Bench, lasting: Lasting, kind: Kind) -> None:
    """Trouble that passes before the deadline delays the outcome; one that does not is told."""
    house = bench.house
    trial = bench.trial(kind)
    lasting.besides(house)
    if lasting.before:
        house.hook = lasting.hook(house)
    trial.act()
    if not lasting.before:
        house.hook = lasting.hook(house)
    run = trial.finish([lasting.name])
    late = run.unexpected == lasting.ends != DONE
    tally.count(SECTION, lasting.name, run.figures() | ({"ended otherwise": 0} if late else {}))
    assert not run.finding.problems, str(run)
    assert run.unexpected == ("" if lasting.ends == DONE or not kind.creates else lasting.ends)


def test_conflicting_transactions(bench: Bench) -> None:
    """Four conflicts in a row, at every transaction and every single write, are waited out."""
    tried: Counter[str] = Counter()

    def refuse(call: Call, phase: Phase) -> Verdict | None:
        if phase is Phase.AFTER or call.operation not in WRITES:
            return None
        tried[call.operation] += 1
        return conflict(call.operation) if tried[call.operation] % 5 else None

    trial = bench.trial(COMMAND, refuse)
    trial.act()
    run = trial.finish(["writes in conflict"])
    tally.count(SECTION, "writes in conflict", run.figures())
    assert run.right, str(run)
    assert tried["TransactWriteItems"] == 3 * 5
    assert tried["UpdateItem"] == 4 * 5


def _archived(house: House) -> None:
    channel = house.slack.channel("general")
    house.slack.put_channel(dataclasses.replace(channel, archived=True))


def _thrown_out(house: House) -> None:
    house.slack.leave("C0STUDIO", house.slack.bot.id)


def _placeholder_removed(house: House) -> None:
    for message in house.posted():
        house.slack.remove_message(message)


def _thread_removed(house: House) -> None:
    for message in reversed(house.slack.messages("general")):
        house.slack.remove_message(message)


STUDIO = Kind(
    "command in a private channel",
    lambda house: house.people.command("ana", "studio", "a red fox"),
)
THREAD = KINDS_BY_NAME["mention in a thread"]
CLOSED = Outcome.NO_POSTING.value


@dataclass(frozen=True, slots=True)
class Taken:
    """Something people take away while a job is at work.

    Attributes:
        name: As the scoreboard has it.
        kind: Of which kind the job is.
        happens: Takes it away.
        ends: How the job may end for it.
    """

    name: str
    kind: Kind
    happens: Callable[[House], None]
    ends: str = ""


TAKEN = (
    Taken("channel archived meanwhile", COMMAND, _archived, CLOSED),
    Taken("bot thrown out meanwhile", STUDIO, _thrown_out, CLOSED),
    Taken("placeholder removed meanwhile", COMMAND, _placeholder_removed),
    Taken("thread removed meanwhile", THREAD, _thread_removed, CLOSED),
)


@pytest.mark.parametrize("at", ["bedrock-runtime:Converse", "bedrock-runtime:InvokeModel"])
@pytest.mark.parametrize("taken", TAKEN, ids=lambda taken: taken.name)
def test_taken_away_meanwhile(bench: Bench, taken: Taken, at: str) -> None:
    """What people take away while a job is at work changes where it is told, not whether."""
    house = bench.house

    def hook(call: Call, phase: Phase) -> None:
        if f"{call.service}:{call.operation}" == at and phase is Phase.AFTER:
            taken.happens(house)

    trial = bench.trial(taken.kind, hook)
    trial.act()
    run = trial.finish([taken.name])
    tally.count(SECTION, taken.name, run.figures() | {"ended otherwise": 0})
    assert not run.finding.problems, str(run)
    assert run.unexpected in {"", taken.ends}


@pytest.mark.parametrize("happens", [_archived, _thread_removed], ids=["archived", "thread"])
def test_taken_away_before(bench: Bench, happens: Callable[[House], None]) -> None:
    """A conversation or thread that closes before the job begins is told of privately, unpaid."""
    trial = bench.trial(THREAD)
    trial.act()
    happens(bench.house)
    run = trial.finish(["closed before the job began"])
    tally.count(SECTION, "closed before the job began", run.figures() | {"ended otherwise": 0})
    assert not run.finding.problems, str(run)
    assert bench.house.painted() == []


def test_a_revoked_token_burns_no_money(bench: Bench) -> None:
    """With the token revoked nothing is painted, budgets are given back, and nothing stays open."""
    house = bench.house
    trial = bench.trial(COMMAND)
    for _ in range(5):
        trial.act()
    house.slack.revoked = True
    run = trial.finish(["token revoked"])
    tally.count(SECTION, "token revoked: nobody can be told", {"runs": 1})
    assert house.painted() == []
    assert not any(count for key, count in house.counters().items() if "#said#" not in key)
    assert house.unfinished() == 0
    assert run.unexpected == ", ".join([Outcome.MISCONFIGURED.value] * 5)


@pytest.mark.slow
def test_a_door_that_stays_shut_is_given_up(bench: Bench) -> None:
    """When Slack is away for two days the job ends all the same, and the log says so."""
    house = bench.house
    trial = bench.trial(COMMAND)
    trial.act()
    house.hook = Lasting("", _one("slack"), _cut, 48 * HOUR).hook(house)
    house.settle(50 * HOUR)
    assert house.unfinished() == 0
    assert "nobody could be told in time" in house.logged()
    assert not any(count for key, count in house.counters().items() if "#pictures#" in key)


IMAGES = (
    (Odd.FILTER_PROMPT, Outcome.FILTERED_PROMPT.value, 1),
    (Odd.FILTER_OUTPUT, Outcome.FILTERED_OUTPUT.value, 1),
    (Odd.INFERENCE_ERROR, DONE, 2),
    (Odd.NO_IMAGES, DONE, 2),
    (Odd.BAD_BASE64, DONE, 2),
    (Odd.TRUNCATED_IMAGE, DONE, 2),
    (Odd.TWO_IMAGES, DONE, 1),
    (Odd.WRONG_FORMAT, DONE, 1),
    (Odd.STRING_SEEDS, DONE, 1),
    (Odd.NO_SEEDS, DONE, 1),
    (Odd.LOSE_REPLY, DONE, 2),
    (Odd.THROTTLE, DONE, 1),
)


@pytest.mark.parametrize(("odd", "ends", "paid"), IMAGES)
@pytest.mark.parametrize("times", [1, 9], ids=["once", "always"])
def test_odd_pictures(bench: Bench, odd: Odd, ends: str, paid: int, times: int) -> None:
    """An answer that is no picture is asked for once more, and never a third time."""
    house = bench.house
    trial = bench.trial(COMMAND)
    house.bedrock.fail(IMAGE_MODEL, odd, times=times)
    trial.act()
    run = trial.finish([odd])
    if times > 1 and paid == 2:
        ends = Outcome.ANSWER_LOST.value
    tally.count(MALFORMED, f"picture: {odd}", run.figures() | {"ended otherwise": 0})
    assert not run.finding.problems, str(run)
    assert run.unexpected == ("" if ends == DONE else ends)
    assert len(house.painted()) == paid


@pytest.mark.parametrize("times", [1, 99], ids=["once", "always"])
@pytest.mark.parametrize(
    "odd",
    [
        Odd.THROTTLE,
        Odd.LOSE_REPLY,
        Odd.CONTENT_FILTERED,
        Odd.GUARDRAIL,
        Odd.FILTER_SENTENCE,
        Odd.REFUSAL,
        Odd.EMPTY,
        Odd.PREAMBLE,
        Odd.OVERLONG,
        Odd.MAX_TOKENS,
    ],
)
def test_odd_enhancements(bench: Bench, odd: Odd, times: int) -> None:
    """Whatever the text model answers, English words are painted, once."""
    house = bench.house
    trial = bench.trial(COMMAND)
    house.bedrock.fail(TEXT_MODEL, odd, times=times)
    trial.act()
    run = trial.finish([odd])
    tally.count(MALFORMED, f"enhancement: {odd}", run.figures())
    assert run.right, str(run)
    assert len(house.painted()) == 1


@pytest.mark.parametrize("times", [1, 99], ids=["once", "always"])
@pytest.mark.parametrize(
    ("error", "paid", "ends"),
    [
        (Refusal("ModelTimeoutException", 408), 2, Outcome.ANSWER_LOST.value),
        (Refusal("ModelErrorException", 424), 2, Outcome.ANSWER_LOST.value),
        (Refusal("InternalServerException", 500), 2, Outcome.ANSWER_LOST.value),
        (Refusal("ServiceUnavailableException", 503), 0, Outcome.TIMED_OUT.value),
        pytest.param(
            Refusal("ModelNotReadyException", 429),
            0,
            Outcome.TIMED_OUT.value,
            marks=pytest.mark.slow,
        ),
        pytest.param(
            Refusal("ServiceQuotaExceededException", 400),
            0,
            Outcome.TIMED_OUT.value,
            marks=pytest.mark.slow,
        ),
        (Refusal("ValidationException", 400), 0, Outcome.FAULT.value),
        (Refusal("AccessDeniedException", 403), 0, Outcome.MISCONFIGURED.value),
        (Refusal("ResourceNotFoundException", 404), 0, Outcome.MISCONFIGURED.value),
    ],
)
def test_errors_of_the_image_model(
    bench: Bench, error: Refusal, paid: int, ends: str, times: int
) -> None:
    """Each error ends as the table of errors says, and counts as paid only where it may be."""
    left = [times]

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        if call.operation != "InvokeModel" or phase is not Phase.BEFORE or not left[0]:
            return None
        left[0] -= 1
        return error

    trial = bench.trial(COMMAND, refuse)
    trial.act()
    run = trial.finish([error.code])
    tally.count(MALFORMED, f"error: {error.code}", run.figures() | {"ended otherwise": 0})
    final = ends in {Outcome.FAULT, Outcome.MISCONFIGURED}
    assert not run.finding.problems, str(run)
    assert run.unexpected == ("" if times == 1 and not final else ends)
    (job,) = bench.house.jobs()
    assert job.paid_attempts == (paid if times > 1 or final else max(1, paid))
