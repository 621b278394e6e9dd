"""`python -m local.lint`: what `infra/template.yaml` deploys, looked at by cfn-lint and checkov.

Both see the translated template, because neither sees through SAM: cfn-lint misses circles there,
and checkov misses statements that allow everything. SAM validates the template as it is.
checkov and SAM need environments of their own (their pins contradict ours), so the paths of their
programs are arguments.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from local.intrinsics import REGION
from local.region import ROOT
from local.template import translate

TEMPLATE = ROOT / "infra" / "template.yaml"


def main(arguments: list[str] | None = None) -> int:
    """Translate, lint and print what is found; the number of linters that found something."""
    parser = argparse.ArgumentParser(prog="python -m local.lint", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".build" / "template.json")
    parser.add_argument("--checkov", type=Path, help="path of the checkov program")
    parser.add_argument("--sam", type=Path, help="path of the sam program")
    options = parser.parse_args(arguments)

    environment = {**os.environ, "SAM_CLI_TELEMETRY": "0"}
    out: Path = options.out
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(translate(TEMPLATE), indent=1), encoding="utf-8")
    linters = [[str(Path(sys.executable).with_name("cfn-lint")), str(out)]]
    if options.checkov is not None:
        linters.append(
            [
                *(str(options.checkov), "--file", str(out), "--framework", "cloudformation"),
                *("--skip-download", "--compact", "--quiet"),
            ]
        )
    if options.sam is not None:
        linters.append(
            [
                *(str(options.sam), "validate", "--lint", "--region", REGION),
                *("--template", str(TEMPLATE)),
            ]
        )
    return sum(
        subprocess.run(linter, check=False, env=environment).returncode != 0  # noqa: S603 (above)
        for linter in linters
    )


if __name__ == "__main__":
    sys.exit(main())
