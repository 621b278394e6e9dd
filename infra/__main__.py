"""`python -m infra`: builds, deploys and tends the bot. `make help` lists the usual ways in."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from infra.build import ROOT

if TYPE_CHECKING:
    from boto3.session import Session

STACK = "imagine"
REGION = "us-west-2"


def main(
    arguments: Sequence[str] | None = None,
    *,
    prompt: Callable[[str], str] = input,
    secret_prompt: Callable[[str], str] = getpass.getpass,
) -> int:
    """Run what was asked for; the exit status.

    Args:
        arguments: Of the command line.
        prompt: Asks a question.
        secret_prompt: Asks without echoing the answer.
    """
    options = _parser().parse_args(arguments)
    options.prompt, options.secret_prompt = prompt, secret_prompt
    from botocore.exceptions import (  # noqa: PLC0415 - slow, and only now needed
        BotoCoreError,
        ClientError,
    )

    from bot.doctor.stack import StackMissing  # noqa: PLC0415 - the same
    from bot.settings import SettingsError  # noqa: PLC0415 - the same
    from infra.build import BuildError  # noqa: PLC0415 - the same
    from infra.deploy import DeployFailed  # noqa: PLC0415 - the same
    from infra.manifest import UrlRefused  # noqa: PLC0415 - the same
    from infra.pythons import PythonMissing  # noqa: PLC0415 - the same

    try:
        for line in options.run(options):
            print(line)
    except PythonMissing as error:
        print(f"{error}\nOr build without bytecode: make build BUILD_OPTIONS=--without-bytecode")
        return 1
    except (BuildError, DeployFailed, SettingsError, StackMissing, UrlRefused) as error:
        print(error)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"AWS refused: {error}\nCheck the credentials in the shell, then: make doctor")
        return 1
    except (EOFError, KeyboardInterrupt):
        print("\nStopped; nothing more was done.")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    build = commands.add_parser("build", help="the deployable, from pinned wheels")
    build.add_argument("--out", type=Path, default=ROOT / ".build" / "function")
    build.add_argument("--zip", type=Path, help="also pack it")
    build.add_argument("--architecture", choices=("arm64", "x86_64"), default="arm64")
    build.add_argument(
        "--without-bytecode",
        action="store_true",
        help="where there is no Python 3.13 to compile with; cold starts take much longer",
    )
    build.set_defaults(run=_build)

    deploy = commands.add_parser("deploy", help="build, deploy, and say what to do next")
    deploy.add_argument("--parameters", nargs="*", default=[], metavar="NAME=VALUE")
    deploy.set_defaults(run=_deploy)

    manifest = commands.add_parser("manifest", help="Slack's manifest for an address")
    address = manifest.add_mutually_exclusive_group(required=True)
    address.add_argument("url", nargs="?", help="https://…/slack/events")
    address.add_argument("--socket-mode", action="store_true", help="for development: make dev")
    manifest.set_defaults(run=_manifest)

    secrets = commands.add_parser("secrets", help="ask for Slack's secrets and store them")
    secrets.set_defaults(run=_secrets)

    redrive = commands.add_parser("redrive", help="move dead letters back to the queue")
    redrive.set_defaults(run=_redrive)

    for command in (deploy, secrets, redrive):
        command.add_argument("--stack", default=os.environ.get("STACK", ""))
        command.add_argument("--region", default=os.environ.get("REGION", ""))
    return parser


def _build(options: argparse.Namespace) -> list[str]:
    from infra.archive import pack  # noqa: PLC0415 - each command pays for its own
    from infra.build import build  # noqa: PLC0415 - the same
    from infra.sizes import table  # noqa: PLC0415 - the same

    parts = build(
        options.out, architecture=options.architecture, bytecode=not options.without_bytecode
    )
    told = list(table(parts))
    if options.zip is not None:
        pack(options.out, options.zip)
        told.append(f"{options.zip.stat().st_size / 1e6:7.2f}              packed: {options.zip}")
    return told


def _deploy(options: argparse.Namespace) -> list[str]:
    from infra.deploy import deploy, pairs  # noqa: PLC0415 - each command pays for its own

    parameters = pairs(options.parameters)
    if sys.stdin.isatty():
        stack = options.stack or options.prompt(f"Stack name [{STACK}]: ").strip()
        region = options.region or options.prompt(f"Region [{REGION}]: ").strip()
        options.stack, options.region = stack, region
    session = _session(options)
    account = session.client("sts").get_caller_identity()
    print(f"Deploying into account {account['Account']} as {account['Arn']}", flush=True)
    return deploy(session, options.stack or STACK, parameters)


def _manifest(options: argparse.Namespace) -> list[str]:
    from infra.manifest import fill, for_socket_mode  # noqa: PLC0415 - each pays for its own

    text = for_socket_mode() if options.socket_mode else fill(options.url)
    return text.splitlines()


def _secrets(options: argparse.Namespace) -> list[str]:
    from bot.doctor.stack import find  # noqa: PLC0415 - each command pays for its own
    from infra.store import ask, put  # noqa: PLC0415 - the same

    session = _session(options)
    function = find(session.client("cloudformation"), options.stack or STACK).output("FunctionName")
    print("An empty answer leaves a secret as it is. What you type is not shown.")
    told = put(session, function, ask(options.secret_prompt, print))
    return [
        *(told or ["Nothing was changed."]),
        "Next: press Retry at the app's Event Subscriptions, then make doctor",
    ]


def _redrive(options: argparse.Namespace) -> list[str]:
    from bot.doctor.stack import find  # noqa: PLC0415 - each command pays for its own
    from infra.redrive import redrive  # noqa: PLC0415 - the same

    session = _session(options)
    stack = find(session.client("cloudformation"), options.stack or STACK)
    return [redrive(session.client("sqs"), stack.output("DeadLetterQueueUrl"))]


def _session(options: argparse.Namespace) -> Session:
    import boto3  # noqa: PLC0415 - slow, and only now needed

    return boto3.session.Session(region_name=options.region or REGION)


if __name__ == "__main__":
    sys.exit(main())
