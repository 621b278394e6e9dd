"""`python -m bot`: for the operator's own machine. Nothing in here deploys."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

STACK = "imagine"
REGION = "us-west-2"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    doctor = commands.add_parser(
        "doctor", help="check a deployment, and say how to fix what is wrong"
    )
    doctor.add_argument(
        "--spend",
        action="store_true",
        help="also make one real call to each model, about 0.081 US dollars together",
    )
    dev = commands.add_parser(
        "dev", help="the same bot in Socket Mode, with the models and stores of a deployed stack"
    )
    for command in (doctor, dev):
        command.add_argument("--stack", default=os.environ.get("STACK") or STACK)
        command.add_argument("--region", default=os.environ.get("REGION") or REGION)
    options = parser.parse_args(arguments)
    return _doctor(options) if options.command == "doctor" else _dev(options)


def _doctor(options: argparse.Namespace) -> int:
    from botocore.session import Session  # noqa: PLC0415 - slow, and only now needed

    from bot.doctor.deployment import Deployment  # noqa: PLC0415 - the same
    from bot.doctor.examine import examine  # noqa: PLC0415 - the same
    from bot.doctor.finding import Verdict  # noqa: PLC0415 - the same

    deployment = Deployment(Session(), options.region, options.stack)
    count: Counter[Verdict] = Counter()
    for finding in examine(deployment, spend=options.spend):
        count[finding.verdict] += 1
        print(*finding.lines(), sep="\n", flush=True)
    told = [f"{count[verdict]} {verdict}" for verdict in Verdict if count[verdict]]
    print(f"\n{', '.join(told)}")
    return 1 if count[Verdict.FAIL] else 0


def _dev(options: argparse.Namespace) -> int:
    from botocore.exceptions import (  # noqa: PLC0415 - slow, and only now needed
        BotoCoreError,
        ClientError,
    )
    from botocore.session import Session  # noqa: PLC0415 - the same
    from slack_sdk.errors import SlackApiError  # noqa: PLC0415 - the same

    from bot.dev import develop  # noqa: PLC0415 - the same
    from bot.doctor.deployment import Deployment  # noqa: PLC0415 - the same
    from bot.doctor.finding import Wrong  # noqa: PLC0415 - the same
    from bot.doctor.stack import StackMissing  # noqa: PLC0415 - the same

    app_token = os.environ.get("SLACK_APP_TOKEN", "")
    bot_token = os.environ.get("SLACK_BOT_TOKEN", "")
    if not (app_token.startswith("xapp-") and bot_token.startswith("xoxb-")):
        print(
            "Set SLACK_APP_TOKEN (xapp-…, Basic Information, App-Level Tokens, connections:write)\n"
            "and SLACK_BOT_TOKEN (xoxb-…, Install App) of an app for development, made from\n"
            ".venv/bin/python -m infra manifest --socket-mode"
        )
        return 1
    deployment = Deployment(Session(), options.region, options.stack)
    try:
        settings = replace(deployment.settings, bot_token=bot_token)
        print(f"Jobs run here, with table, buckets and models of {options.stack}. Ctrl-C ends it.")
        develop(settings, deployment.session, app_token)
    except KeyboardInterrupt:
        print()
    except (BotoCoreError, ClientError, SlackApiError, StackMissing, Wrong) as error:
        print(f"{error}\nRun make doctor to see what is not right.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
