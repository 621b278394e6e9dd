"""The checks of Slack's side, each failing and passing."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from botocore.stub import Stubber

from bot.doctor import slack
from bot.doctor.finding import Verdict, Wrong
from bot.doctor.slack import answers
from local.provision import SlackSecrets
from local.workspace import LocalWorkspace
from tests.deployment import SIGNING_SECRET, TOKEN
from tests.doctor.patient import Patient


@pytest.fixture
def unset() -> Iterator[Patient]:
    """A deployment whose secrets nobody has stored yet."""
    with Patient(secrets=SlackSecrets("", "")) as made:
        yield made


def test_bot_token(patient: Patient) -> None:
    """A token Slack takes says whose it is."""
    finding = patient.check(slack.bot_token)
    assert finding.verdict is Verdict.OK
    assert finding.told.startswith("imagine in ")


def test_no_bot_token(unset: Patient) -> None:
    """A missing token names the command that stores it."""
    finding = unset.check(slack.bot_token)
    assert finding.verdict is Verdict.FAIL
    assert finding.mend == "run make secrets"


def test_token_of_another_app(patient: Patient) -> None:
    """A token Slack does not take names the way to the right one."""
    patient.slack.token = "xoxb-another"
    finding = patient.check(slack.bot_token)
    assert finding.verdict is Verdict.FAIL
    assert "invalid_auth" in finding.told
    assert "make secrets" in finding.mend


def test_slack_out_of_reach(patient: Patient) -> None:
    """Where Slack cannot be reached nothing is said of the token."""
    patient.set_environment(SLACK_API_URL="http://127.0.0.1:9/api/")
    assert patient.check(slack.bot_token).verdict is Verdict.SKIP


def test_scopes(patient: Patient) -> None:
    """The manifest's scopes, and no more, are well."""
    finding = patient.check(slack.scopes)
    assert finding.verdict is Verdict.OK
    assert "12" in finding.told


def test_missing_scope(patient: Patient) -> None:
    """A missing scope is named."""
    patient.slack.scopes -= {"files:write"}
    finding = patient.check(slack.scopes)
    assert (finding.verdict, finding.told) == (Verdict.FAIL, "missing: files:write")


def test_needless_scope(patient: Patient) -> None:
    """A scope the bot has no use for is worth knowing of."""
    patient.slack.scopes |= {"users:read.email"}
    finding = patient.check(slack.scopes)
    assert finding.verdict is Verdict.NOTE
    assert "users:read.email" in finding.told


def test_signing_secret(patient: Patient) -> None:
    """A signing secret says where it is kept, never what it is."""
    finding = patient.check(slack.signing_secret)
    assert (finding.verdict, finding.told) == (Verdict.OK, "set, in ssm")


def test_no_signing_secret(unset: Patient) -> None:
    """A missing one names the command that stores it."""
    assert unset.check(slack.signing_secret).mend == "run make secrets"


def test_something_else_as_signing_secret() -> None:
    """What has not a signing secret's form is no signing secret."""
    with Patient(secrets=SlackSecrets(TOKEN, "client-secret")) as patient:
        finding = patient.check(slack.signing_secret)
        assert finding.verdict is Verdict.FAIL
        assert "App Credentials" in finding.mend


def test_store_that_refuses(patient: Patient) -> None:
    """A store that does not tell is no missing secret."""
    with Stubber(patient.examined.secrets._signing_secret._stores.ssm) as store:
        store.add_client_error("get_parameter", "InternalServerError", "no", 500)
        assert patient.check(slack.signing_secret).verdict is Verdict.SKIP


def test_event_url(patient: Patient) -> None:
    """An address that answers what is signed, and nothing else, is well."""
    assert patient.check(slack.event_url).verdict is Verdict.OK


def test_real_function_answers() -> None:
    """The function's own address passes; another app's secret and another path are told apart."""
    with LocalWorkspace() as workspace:
        url, secret = workspace.region.slack_events_url, workspace.slack.signing_secret
        assert answers(url, secret, time.time()).endswith("only Slack")
        with pytest.raises(Wrong, match="does not take this signing secret"):
            answers(url, SIGNING_SECRET, time.time())
        with pytest.raises(Wrong, match="it answers 404"):
            answers(f"{workspace.region.http_url}/slack/other", secret, time.time())


def test_nothing_there() -> None:
    """An address at which nothing answers is told."""
    with pytest.raises(Wrong, match="does not answer"):
        answers("http://127.0.0.1:9/slack/events", SIGNING_SECRET, time.time())


def test_function_without_secrets() -> None:
    """Before there are secrets the function answers 503, and the mend is the command."""
    nowhere = {
        "SLACK_SIGNING_SECRET_SOURCE": "ssm:/imagine/nowhere",
        "SLACK_BOT_TOKEN_SOURCE": "ssm:/imagine/nowhere",
    }
    with (
        LocalWorkspace(environment=nowhere) as workspace,
        pytest.raises(Wrong, match="has no secrets") as raised,
    ):
        answers(workspace.region.slack_events_url, SIGNING_SECRET, time.time())
    assert "make secrets" in raised.value.mend


def test_forgeries_let_in(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that answers what Slack has not signed is the worst of all."""
    monkeypatch.setattr(slack, "_post", lambda _url, body, _headers: (200, body.decode()))
    finding = patient.check(slack.event_url)
    assert finding.verdict is Verdict.FAIL
    assert "has not signed" in finding.told
