"""Deploys the stack: builds, hands over to SAM, and says what to do next.

SAM does the deploying. What is added here: the questions worth asking, a name for the release that
changes whenever code or parameters do, and Slack's manifest with the address filled in.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.stack import Deployed, StackMissing, find
from infra.archive import digest
from infra.build import ROOT
from infra.manifest import fill

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_cloudformation import CloudFormationClient

BUILT = ROOT / ".build" / "stack"
FILLED = ROOT / ".build" / "slack-manifest.yaml"
SAM = ROOT / ".build" / "sam" / "bin" / "sam"

Run = Callable[[Sequence[str]], int]
"""Runs a command in the repository's root and gives its exit status."""

NEXT = """\
Next:
  1. Open https://api.slack.com/apps, Create New App, From a manifest, and paste {manifest}.
     Slack will say that the address does not answer yet. That is right: it has no secrets.
  2. Install the app to the workspace (Install App).
  3. make secrets    asks for the bot token (Install App) and the signing secret (Basic Information)
  4. Under Event Subscriptions press Retry.
  5. make doctor     checks everything, and says how to fix what is not right
     make doctor SPEND=1 also calls both models once (about 0.081 USD): the first call of the image
     model makes the account's subscription to it"""


class DeployFailed(Exception):
    """A step did not work; what it printed says why."""


def sam(command: Sequence[str]) -> int:
    """Run SAM; what it prints is shown."""
    environment = {**os.environ, "SAM_CLI_TELEMETRY": "0"}
    return subprocess.run(  # noqa: S603 (SAM, from its own environment)
        [str(SAM), *command], cwd=ROOT, env=environment, check=False
    ).returncode


def pairs(given: Sequence[str]) -> dict[str, str]:
    """Parameters as typed, each NAME=VALUE.

    Raises:
        DeployFailed: One has another form.
    """
    parted = [one.partition("=") for one in given]
    for name, equals, value in parted:
        if not (name and equals):
            raise DeployFailed(f"{name}{equals}{value} is not of the form NAME=VALUE")
    return {name: value for name, _, value in parted}


def spelt(value: str) -> str:
    """A value with JSON's escaped quotes and backslashes as code points.

    SAM drops a backslash before a quote or a space (samcli/cli/types.py), so in JSON none may stand
    there. Other values have no backslashes: the template's patterns do not let them.
    """
    return value.replace(r"\\", r"\u005c").replace(r"\"", r"\u0022")


def override(name: str, value: str) -> str:
    """A parameter as SAM's command line takes it: in quotes, or an empty value would be refused.

    Args:
        name: The parameter.
        value: From `spelt`.
    """
    quoted = value.replace('"', r"\"")
    return f'{name}="{quoted}"'


def release(code: str, parameters: Mapping[str, str]) -> str:
    """A name for code and parameters together, other than any before whenever one of them is.

    Args:
        code: Digest of the built function.
        parameters: Every parameter's value but Release's own.
    """
    named = [f"{name}={value}" for name, value in sorted(parameters.items()) if name != "Release"]
    return hashlib.sha256("\n".join([code, *named]).encode()).hexdigest()[:40]


def deploy(
    session: Session,
    stack: str,
    parameters: Mapping[str, str],
    *,
    run: Run = sam,
    built: Path = BUILT,
    manifest: Path = FILLED,
) -> list[str]:
    """Build and deploy.

    Args:
        session: Whose account, and in which region.
        stack: The stack's name.
        parameters: Values for the template's parameters, empty ones too; the others keep what they
            have.
        run: Runs SAM.
        built: Folder for what is built.
        manifest: Where the filled manifest is written.

    Returns:
        Lines that say what came of it and what to do next.

    Raises:
        DeployFailed: SAM did not succeed.
        StackMissing: The stack has not the outputs of this template.
    """
    client = session.client("cloudformation")
    before = _before(client, stack)
    _step(run, ["build", "--template", "infra/template.yaml", "--build-dir", str(built)])
    given = {name: spelt(value) for name, value in parameters.items()}
    kept = {**(before.parameters if before else {}), **given}
    values = {**given, "Release": release(digest(built / "Function"), kept)}
    _step(
        run,
        [
            *("deploy", "--template-file", str(built / "template.yaml")),
            *("--stack-name", stack, "--region", session.region_name),
            *("--resolve-s3", "--s3-prefix", stack, "--capabilities", "CAPABILITY_IAM"),
            *("--no-confirm-changeset", "--no-fail-on-empty-changeset"),
            *("--parameter-overrides", *(override(*one) for one in values.items())),
        ],
    )
    url = find(client, stack).output("SlackEventsUrl")
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text(fill(url), encoding="utf-8")
    told = [
        "",
        f"Deployed as {stack} in {session.region_name}. Slack's requests go to",
        f"  {url}",
        "",
    ]
    if before is None:
        return [*told, NEXT.format(manifest=manifest)]
    return [*told, f"The manifest with that address is {manifest}.", "Next: make doctor"]


def _before(client: CloudFormationClient, stack: str) -> Deployed | None:
    try:
        return find(client, stack)
    except StackMissing:
        return None


def _step(run: Run, command: Sequence[str]) -> None:
    if run(command):
        raise DeployFailed(f"sam {command[0]} did not succeed")
