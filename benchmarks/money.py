"""Money: what a picture costs beyond its models, by measured calls and seconds and listed prices.

Against the synchronous chain of two functions that this system comes from, in which one function is
paid for waiting for the other. The models are slower than the stand-ins': their time is set to what
people see, and the rest is as measured.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.figures import Figure, Target, median
from benchmarks.overhead import Picture, Watched
from core import prices

MODELS_SECONDS = 24.0
"""Nova Pro 1 s and Stable Diffusion 3.5 Large 23 s: towards the slow end of 8 to 30 s."""

GIGABYTES = 1.0
"""The function's memory, as infra/template.yaml has it."""

REST_LOOKS = 1.0
"""How often a second a waiting REST request looks at its job."""

_GROUP = "money"

# Millionths of a US dollar, on demand in us-west-2, November 2026.
_GIGABYTE_SECOND = 13.3334  # Lambda, arm64
_REQUEST = 0.2  # Lambda
_HTTP = 1.0  # HTTP API
_WRITE_UNIT = 0.625  # DynamoDB
_READ_UNIT = 0.125  # DynamoDB
_PUT = 5.0  # S3
_LOGS = 1.0  # CloudWatch, 2 kB

_WRITE_UNITS = {
    # A job is an item of 1 to 2 kB, a counter or a thread one of less than 1 kB; transactions
    # count twice, and a job that is open or falls due is written to the index as well.
    "TransactWriteItems": 6.0,
    "UpdateItem": 2.5,
    "PutItem": 1.0,
}


@dataclass(frozen=True, slots=True)
class Bill:
    """What one picture takes and costs beside its models.

    Attributes:
        seconds: Of functions, those that wait included.
        micro: Millionths of a US dollar.
    """

    seconds: float
    micro: float

    @property
    def percent(self) -> float:
        """Beyond the models' own price."""
        return 100 * self.micro / _models()

    @property
    def usd(self) -> float:
        """With the models."""
        return (self.micro + _models()) / prices.MICRO


def of_slack(picture: Picture) -> Bill:
    """A picture asked for in Slack."""
    seconds = picture.billed - picture.models + MODELS_SECONDS
    return _bill(seconds, functions=2, store=_store(picture))


def of_rest(picture: Picture) -> Bill:
    """A picture whose caller waits for it."""
    slack = of_slack(picture)
    waited = slack.seconds
    looks = waited * REST_LOOKS * _READ_UNIT
    return _bill(slack.seconds + waited, functions=2, store=_store(picture) + looks)


def of_chain(picture: Picture) -> Bill:
    """A picture of the synchronous chain: two functions, of which one waits; no record."""
    working = picture.billed - picture.models + MODELS_SECONDS
    return _bill(2 * working, functions=2, store=_PUT)


def measure(ours: Watched, theirs: Watched) -> list[Figure]:
    """The figures."""
    middle = sorted(ours.warm, key=lambda one: one.billed)[len(ours.warm) // 2]
    chain_picture = sorted(theirs.warm, key=lambda one: one.billed)[len(theirs.warm) // 2]
    slack, rest, chain = of_slack(middle), of_rest(middle), of_chain(chain_picture)
    note = f"models at {MODELS_SECONDS:.0f} s; the baseline is the chain in which a function waits"
    busy = median([one.billed - one.models for one in ours.warm])
    return [
        Figure(_GROUP, "a picture in Slack", "USD", slack.usd, chain.usd, note=note),
        Figure(
            _GROUP,
            "above the models' own price, in Slack",
            "%",
            slack.percent,
            chain.percent,
            Target(0.5),
        ),
        Figure(
            _GROUP,
            "the same, for a REST caller who waits",
            "%",
            rest.percent,
            chain.percent,
            Target(1.0),
        ),
        Figure(
            _GROUP,
            "gigabyte-seconds a picture, in Slack",
            "GB s",
            slack.seconds * GIGABYTES,
            chain.seconds * GIGABYTES,
        ),
        Figure(_GROUP, "of them not spent waiting for a model", "GB s", busy * GIGABYTES),
    ]


def _bill(seconds: float, *, functions: int, store: float) -> Bill:
    computing = seconds * GIGABYTES * _GIGABYTE_SECOND
    return Bill(seconds, computing + functions * _REQUEST + _HTTP + _LOGS + store)


def _store(picture: Picture) -> float:
    table = [one.name for one in picture.spans if one.lane == "dynamodb"]
    written = sum(_WRITE_UNITS.get(name, 0.0) * _WRITE_UNIT for name in table)
    return written + table.count("GetItem") * _READ_UNIT + _PUT


def _models() -> int:
    return prices.IMAGE + prices.REWRITE
