"""`python -m bot`: for the operator's own machine. Nothing in here deploys."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence

STACK = "imagine"
REGION = "us-west-2"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    doctor = commands.add_parser("doctor", help="check a deployment, and say the mend")
    doctor.add_argument(
        "--spend",
        action="store_true",
        help="also make one real call to each model, about 0.081 US dollars together",
    )
    for command in (doctor,):
        command.add_argument("--stack", default=os.environ.get("STACK") or STACK)
        command.add_argument("--region", default=os.environ.get("REGION") or REGION)
    options = parser.parse_args(arguments)
    return _doctor(options)


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


if __name__ == "__main__":
    sys.exit(main())
