"""The bot in Socket Mode: the same answers, and jobs that run on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest

import bot.__main__ as commands
from bot.app import Application
from bot.dev import Carrier, Lanes, LocalClients
from local.bedrock import IMAGE_MODEL, Trouble
from local.slack.acts import Acts
from local.slack.courier import Reply
from tests.house import House

SECRET = "made-for-the-occasion"


class Bench(Executor):
    """Runs what was handed in when it is told to, and remembers what is to be done later."""

    def __init__(self) -> None:
        self.handed: list[Callable[[], object]] = []
        self.later: list[tuple[float, Callable[[], None]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take something on."""
        self.handed.append(lambda: fn(*args, **kwargs))
        return Future()

    def wait(self, seconds: float, act: Callable[[], None]) -> None:
        """Take something on for later."""
        self.later.append((seconds, act))

    def run(self) -> None:
        """Do all that was taken on, and what comes of it, but nothing that is for later."""
        while self.handed:
            self.handed.pop(0)()

    def pass_time(self) -> list[float]:
        """Do what was for later; how long each had been put off."""
        due, self.later = self.later, []
        for _, act in due:
            act()
        self.run()
        return [seconds for seconds, _ in due]


class Dev:
    """The bot as `make dev` runs it, its socket replaced by the workspace's own people."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.bench = Bench()
        lanes = Lanes(self.bench, self.bench.wait)
        session = house._clients._session
        self.application = Application(
            replace(house.settings, signing_secret=SECRET),
            clock=house.clock,
            clients=LocalClients(house.settings.bedrock_region, session, lanes),
        )
        lanes.lead_to(self.application)
        self.carrier = Carrier(self.application, SECRET, house.clock.now)
        self.people = Acts(house.slack, self._deliver)

    def _deliver(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        del path
        response = self.carrier.carry(_as_envelope(headers, body.decode()))
        if response is None:
            raise ConnectionError
        sent = response.to_dict()
        assert sent["envelope_id"] == "envelope"
        payload = sent.get("payload")
        content = json.dumps(payload).encode() if payload else b""
        return Reply(200, {"content-type": "application/json"}, content)


def _as_envelope(headers: Mapping[str, str], body: str) -> SocketModeRequest:
    """What Slack would send over the socket instead of this request."""
    lowered = {name.lower(): value for name, value in headers.items()}
    if lowered["content-type"].startswith("application/json"):
        return SocketModeRequest(
            type="events_api", envelope_id="envelope", payload=json.loads(body)
        )
    form = dict(parse_qsl(body, keep_blank_values=True))
    if "payload" in form:
        payload = json.loads(form["payload"])
        return SocketModeRequest(type="interactive", envelope_id="envelope", payload=payload)
    return SocketModeRequest(type="slash_commands", envelope_id="envelope", payload=form)


@pytest.fixture
def dev(house: House) -> Iterator[Dev]:
    """The bot in Socket Mode, in front of a whole house."""
    made = Dev(house)
    yield made
    for name in ("dynamodb", "s3", "enhance", "image", "intent"):
        client = made.application._clients.__dict__.get(name)
        if client is not None:
            client.close()


def pictures(house: House) -> int:
    """How many pictures are kept."""
    bucket = house.settings.output_bucket
    return int(house.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"])


def test_command_ends_in_a_picture(dev: Dev) -> None:
    """A command over the socket ends in a picture, by this machine's own pool."""
    done = dev.people.command("U0ANA", "C0GENERAL", "a rocket payload --seed 7")
    assert (done.error, done.message) == ("", None)
    dev.bench.run()
    assert pictures(dev.house) == 1
    assert dev.house.trace.invoked == []


def test_private_answer(dev: Dev) -> None:
    """What the command answers privately comes back over the socket."""
    done = dev.people.command("U0ANA", "C0GENERAL", "a fox --ar 4:3")
    assert done.message is not None
    assert "4:3" in json.dumps(done.message.blocks)


def test_events_and_buttons(dev: Dev) -> None:
    """Words in the bot's direct message run, and so does a button of what comes of them."""
    dev.people.post("U0ANA", "D0ANA", "a blue boat")
    dev.bench.run()
    (message,) = [one for one in dev.house.slack.seen_by("U0ANA", "D0ANA") if one.user == "U0BOT"]
    dev.people.click("U0ANA", message.ts, "new_seed")
    dev.bench.run()
    assert pictures(dev.house) == 2


def test_throttled_picture_waits_on_a_timer(dev: Dev) -> None:
    """A picture that has to wait comes when the model has time, without the deployed queue."""
    dev.house.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE, times=2)
    dev.people.command("U0ANA", "C0GENERAL", "a red fox")
    dev.bench.run()
    waited = []
    while dev.bench.later:
        waited += dev.bench.pass_time()
        dev.house.clock.sleep(60)
    assert pictures(dev.house) == 1
    assert len(waited) == 2
    assert min(waited) >= 1
    assert not [call for call in dev.house.trace.calls if call.startswith("sqs:")]


def test_forged_secret_is_of_no_use(dev: Dev) -> None:
    """Only what came over the socket is answered: the secret is made for the occasion."""
    carrier = Carrier(dev.application, "another", dev.house.clock.now)
    request = SocketModeRequest(type="slash_commands", envelope_id="e", payload={"text": "x"})
    assert carrier.carry(request) is None


def test_tokens_are_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the two tokens it says which, where they are, and starts nothing."""
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)
    assert commands.main(["dev"]) == 1
    told = capsys.readouterr().out
    assert "SLACK_APP_TOKEN" in told
    assert "connections:write" in told
