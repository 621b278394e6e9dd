"""`python -m local`: the workspace's page, or one picture."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

_PORT = 8425


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    page = commands.add_parser("page", help="open the page (what happens without a command)")
    page.add_argument(
        "--port", type=int, default=_PORT, help="if it is free (default: %(default)s)"
    )
    picture = commands.add_parser(
        "imagine",
        help="paint one picture the whole way and write it to a file",
        epilog="Everything else is taken as options of /imagine: --ar 16:9 --seed 42 …",
    )
    picture.add_argument("words", help="what to paint")
    picture.add_argument("--out", type=Path, required=True, help="where to write the picture")
    picture.add_argument(
        "--requests", action="store_true", help="print the requests that the models got"
    )
    options, further = parser.parse_known_args(arguments)
    if further and options.command != "imagine":
        parser.error(f"unknown: {' '.join(further)}")
    # While there is nothing to close, Ctrl-C ends this as SIGTERM does: at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from local import preview  # noqa: PLC0415 - loads the whole region, which takes seconds

    if options.command == "imagine":
        typed = " ".join([options.words, *(_quoted(each) for each in further)])
        return preview.imagine(typed, options.out, show_requests=options.requests)
    return preview.page(getattr(options, "port", _PORT))


def _quoted(argument: str) -> str:
    """An argument as it would be typed into Slack, which has no shell to keep it together."""
    return f'"{argument}"' if " " in argument else argument


if __name__ == "__main__":
    sys.exit(main())
