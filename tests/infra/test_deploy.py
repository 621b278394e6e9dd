"""Deploying: SAM is asked for the right thing, and the operator is told what comes next."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.doctor.stack import StackMissing
from infra import deploy as deploying
from infra.deploy import SAM, DeployFailed, deploy, override, pairs, release, spelt
from tests.deployment import NAME, Deployment


def read(overrides: Sequence[str]) -> dict[str, str]:
    """Parameters as SAM reads them, but for what only its own parser knows."""
    parted = dict(one.split("=", 1) for one in overrides)
    return {name: value[1:-1].replace(r"\"", '"') for name, value in parted.items()}


class Sam:
    """SAM, as far as it is asked: builds a folder, and deploys into the deployment."""

    def __init__(self, deployment: Deployment, built: Path, code: str = "pass") -> None:
        self.deployment = deployment
        self.built = built
        self.code = code
        self.failing = ""
        self.calls: list[list[str]] = []

    def __call__(self, command: Sequence[str]) -> int:
        """Run a command; its exit status."""
        self.calls.append(list(command))
        if command[0] == self.failing:
            return 1
        if command[0] == "build":
            assert command[1:] == [
                *("--template", "infra/template.yaml"),
                *("--build-dir", str(self.built)),
            ]
            (self.built / "Function").mkdir(parents=True, exist_ok=True)
            (self.built / "Function" / "app.py").write_text(self.code, encoding="utf-8")
            return 0
        assert command[0] == "deploy"
        at = command.index("--parameter-overrides")
        given = read(command[at + 1 :])
        before = self.deployment.client("cloudformation").describe_stacks()["Stacks"]
        # CloudFormation keeps the value of a parameter that is not given.
        kept = {
            one["ParameterKey"]: one["ParameterValue"]
            for stack in before
            for one in stack.get("Parameters", [])
        }
        self.deployment.put_stack({**kept, **given})
        return 0

    @property
    def overrides(self) -> dict[str, str]:
        """Parameters of the latest deployment, as given to SAM."""
        last = self.calls[-1]
        return read(last[last.index("--parameter-overrides") + 1 :])


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    """An account with the stack in it."""
    with Deployment() as made:
        yield made


@pytest.fixture
def sam(deployment: Deployment, tmp_path: Path) -> Sam:
    """SAM."""
    return Sam(deployment, tmp_path / "built")


def run(sam: Sam, tmp_path: Path, **parameters: str) -> str:
    """Deploy, and give what the operator reads."""
    told = deploy(
        sam.deployment.session,
        NAME,
        parameters,
        run=sam,
        built=sam.built,
        manifest=tmp_path / "manifest.yaml",
    )
    return "\n".join(told)


def test_first_deployment(deployment: Deployment, sam: Sam, tmp_path: Path) -> None:
    """The first time the operator gets the address, the filled manifest and the way from there."""
    deployment.client("cloudformation").delete_stack(StackName=NAME)
    told = run(sam, tmp_path, PicturesPerPerson="5")
    url = deployment.stack.outputs["SlackEventsUrl"]
    assert url in told
    manifest = yaml.safe_load((tmp_path / "manifest.yaml").read_text(encoding="utf-8"))
    assert manifest["settings"]["event_subscriptions"]["request_url"] == url
    steps = ["From a manifest", "Install App", "make secrets", "Retry", "make doctor"]
    assert [told.index(step) for step in steps] == sorted(told.index(step) for step in steps)
    assert sam.overrides["PicturesPerPerson"] == "5"
    (deployed,) = [one for one in sam.calls if one[0] == "deploy"]
    assert deployed[deployed.index("--region") + 1] == "us-west-2"
    assert {"--resolve-s3", "CAPABILITY_IAM", "--no-confirm-changeset"} <= set(deployed)


def test_release_follows_code_and_parameters(sam: Sam, tmp_path: Path) -> None:
    """The release is new with new code or a new value, and the same when nothing changed."""
    names = []
    for code, parameters in [
        ("pass", {}),
        ("pass", {}),
        ("pass", {"LogLevel": "DEBUG"}),
        ("pass", {}),
        ("print()", {}),
    ]:
        sam.code = code
        run(sam, tmp_path, **parameters)
        names.append(sam.overrides["Release"])
    first, second, changed, kept, recoded = names
    assert first == second
    assert len({first[:10], changed[:10], recoded[:10]}) == 3
    assert kept == changed, "a value that is not given again is kept"


def test_release_does_not_name_itself() -> None:
    """A release's own name is no part of it, or each would be new."""
    assert release("code", {"A": "1", "Release": "x"}) == release(
        "code", {"Release": "y", "A": "1"}
    )


@pytest.mark.parametrize("step", ["build", "deploy"])
def test_failure_stops(sam: Sam, tmp_path: Path, step: str) -> None:
    """Where SAM fails nothing follows, and no manifest is written."""
    sam.failing = step
    with pytest.raises(DeployFailed, match=step):
        run(sam, tmp_path)
    assert sam.calls[-1][0] == step
    assert not (tmp_path / "manifest.yaml").exists()


def test_foreign_stack(deployment: Deployment, sam: Sam, tmp_path: Path) -> None:
    """A stack without our outputs is named as what it is."""
    outputs = dict(deployment.stack.outputs)
    del outputs["SlackEventsUrl"]
    object.__setattr__(deployment.stack, "outputs", outputs)
    with pytest.raises(StackMissing, match="SlackEventsUrl"):
        run(sam, tmp_path)


def test_parameters_as_typed() -> None:
    """Parameters are NAME=VALUE; a value may hold the sign itself."""
    assert pairs(["A=1", "B=x=y", "C="]) == {"A": "1", "B": "x=y", "C": ""}
    with pytest.raises(DeployFailed, match="NAME=VALUE"):
        pairs(["A"])


STYLES = json.dumps(
    {
        "noir": {
            "description": "Black & white, it's hard",
            "guidance": 'a still.\nIt says "NOIR" on a sign, with a \\ and "quotes"\\',
        }
    }
)
VALUES = {
    "EnhancementStyles": STYLES,
    "JwtIssuer": "",
    "CorsOrigins": "https://a.example,https://b.example",
    "DefaultAspectRatio": "16:9",
    "SlackBotTokenName": "/imagine/slack-bot-token",
    "AlarmTopicArn": "",
}


def test_json_is_spelt_without_escapes_sam_would_eat() -> None:
    """JSON means the same after it was spelt for SAM; what has no backslash stays as it is."""
    assert json.loads(spelt(STYLES)) == json.loads(STYLES)
    assert {name: spelt(value) for name, value in VALUES.items() if value is not STYLES} == {
        name: value for name, value in VALUES.items() if value is not STYLES
    }


@pytest.mark.skipif(not SAM.exists(), reason="SAM is not installed: make .build/sam/ready")
def test_sam_reads_every_value() -> None:
    """SAM's own parser gets JSON, lists and empty values as they were meant."""
    given = {name: spelt(value) for name, value in VALUES.items()}
    script = (
        "import json, sys; from samcli.cli.types import CfnParameterOverridesType as Overrides; "
        "print(json.dumps(Overrides().convert(tuple(sys.argv[1:]), None, None)))"
    )
    done = subprocess.run(  # noqa: S603 (SAM, from its own environment)
        [str(SAM.with_name("python")), "-c", script, *(override(*one) for one in given.items())],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == given


def test_a_parameter_is_emptied_again(sam: Sam, tmp_path: Path) -> None:
    """An empty value is handed over, and makes a new release; JSON comes out as it went in."""
    run(sam, tmp_path, JwtIssuer="https://issuer.example", EnhancementStyles=STYLES)
    assert json.loads(sam.overrides["EnhancementStyles"]) == json.loads(STYLES)
    first = sam.overrides["Release"]
    run(sam, tmp_path)
    assert sam.overrides["Release"] == first
    run(sam, tmp_path, JwtIssuer="")
    assert sam.overrides["JwtIssuer"] == ""
    assert sam.overrides["Release"] != first


def test_sam_is_run_without_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    """SAM tells nobody that it was run."""
    seen: dict[str, Any] = {}

    class Done:
        returncode = 3

    def fake(command: list[str], **options: Any) -> Done:
        seen.update(options, command=command)
        return Done()

    monkeypatch.setattr(deploying.subprocess, "run", fake)
    assert deploying.sam(["build"]) == 3
    assert seen["env"]["SAM_CLI_TELEMETRY"] == "0"
    assert seen["command"][1:] == ["build"]
