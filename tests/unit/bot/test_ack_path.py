"""What an acknowledgement's cold start does not load: each of these takes a person's time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from local.template import load

ROOT = Path(__file__).resolve().parents[3]

NOT_FOR_AN_ACK = (
    "PIL",
    "api",
    "aws_lambda_powertools",
    "boto3",
    "bot.delivery",
    "bot.downloads",
    "bot.replies",
    "bot.uploads",
    "bot.workshop",
    "core.arrivals",
    "core.bedrock",
    "core.buckets",
    "core.clauses",
    "core.enhance",
    "core.generate",
    "core.images",
    "core.painting",
    "core.pixels",
    "core.replies",
    "core.sniff",
    "core.steps",
    "core.vetting",
    "core.worker",
    "numpy",
    "pi_heif",
    "s3transfer",
    "slack_bolt.adapter",
)

MOST_MODULES = 650
"""Modules of a started function, the standard library's and the SDKs' too; 595 when written."""

CODE = """
import gc, json, sys
import bot.app
import urllib.request
print(json.dumps({
    "modules": sorted(sys.modules),
    "clients": sorted(name for name, value in vars(bot.app._application()._clients).items()
                      if hasattr(value, "meta")),
    "collecting": gc.isenabled(),
    "kept": gc.get_freeze_count() > 0,
    "tls": "_tls" in vars(bot.connections._KEPT),
}))
"""


@pytest.fixture(scope="module")
def started() -> dict[str, list[str]]:
    """A function that has started as Lambda starts it, and waits for its first request."""
    environment = {
        **load(ROOT / "infra" / "template.yaml").environment,
        "AWS_LAMBDA_FUNCTION_NAME": "imagine",
        "AWS_REGION": "us-west-2",
        "AWS_DEFAULT_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, list[str]] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("name", NOT_FOR_AN_ACK)
def test_what_is_not_loaded(started: dict[str, list[str]], name: str) -> None:
    """Nothing of what only jobs, replies or the REST door need."""
    loaded = [one for one in started["modules"] if one == name or one.startswith(f"{name}.")]
    assert loaded == []


def test_how_much_is_loaded(started: dict[str, list[str]]) -> None:
    """No more modules than there were, give or take a few."""
    assert len(started["modules"]) <= MOST_MODULES


def test_the_clients_of_an_acknowledgement_are_made(started: dict[str, list[str]]) -> None:
    """Those it calls with are there before the first person waits, and no others."""
    assert started["clients"] == ["dynamodb", "lambda_", "ssm"]


def test_the_garbage_collector_rests_only_meanwhile(started: dict[str, list[str]]) -> None:
    """It works again once all is there, and does not look at what is there to stay."""
    assert started["collecting"]
    assert started["kept"]


def test_no_certificates_are_read(started: dict[str, list[str]]) -> None:
    """An acknowledgement calls AWS, whose SDK has its own."""
    assert not started["tls"]
