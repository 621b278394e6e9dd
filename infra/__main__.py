"""`python -m infra`: builds, deploys and tends the bot. `make help` lists the usual ways in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.build import ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status."""
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

    options = parser.parse_args(arguments)
    status: int = options.run(options)
    return status


def _build(options: argparse.Namespace) -> int:
    from infra.archive import pack  # noqa: PLC0415 - each command pays for its own
    from infra.build import BuildError, build  # noqa: PLC0415 - the same
    from infra.pythons import PythonMissing  # noqa: PLC0415 - the same
    from infra.sizes import table  # noqa: PLC0415 - the same

    try:
        parts = build(
            options.out,
            architecture=options.architecture,
            bytecode=not options.without_bytecode,
        )
    except PythonMissing as error:
        print(f"{error}\nOr build without bytecode: python -m infra build --without-bytecode")
        return 1
    except BuildError as error:
        print(error)
        return 1
    print(*table(parts), sep="\n")
    if options.zip is not None:
        pack(options.out, options.zip)
        print(f"{options.zip.stat().st_size / 1e6:.1f} MB packed: {options.zip}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
