"""The two functions in folders as they deploy: ours as `make build` makes it, and the baseline.

Both are for this machine's architecture and the template's runtime, from the same pins.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from infra import pythons
from infra.build import PLATFORMS, ROOT, VERSION, BuildError, build

BASELINE = Path(__file__).parent / "baseline"
_PLACE = ROOT / ".build" / "bench"
_ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True)
class Deployable:
    """A function in a folder.

    Attributes:
        name: What the table calls it.
        folder: Its code and packages.
        handler: Its entry.
        python: An interpreter of the function's runtime.
    """

    name: str
    folder: Path
    handler: str
    python: Path


@dataclass(frozen=True, slots=True)
class Deployables:
    """Everything that is compared.

    Attributes:
        ours: With bytecode, as it deploys.
        baseline: Without bytecode, as `sam build` ships it.
        baseline_compiled: With bytecode.
    """

    ours: Deployable
    baseline: Deployable
    baseline_compiled: Deployable


def make() -> Deployables:
    """Build all of them anew.

    Raises:
        PythonMissing: There is no interpreter of the runtime's version.
        BuildError: A wheel could not be had, or this machine is none that Lambda has.
    """
    machine = platform.machine().lower()
    if platform.system() != "Linux" or machine not in _ARCHITECTURES:
        raise BuildError(f"Lambda's packages do not run on {platform.system()} {machine}")
    architecture = _ARCHITECTURES[machine]
    python = pythons.find(VERSION)
    ours, plain, compiled = (_PLACE / name for name in ("ours", "baseline", "baseline-compiled"))
    build(ours, architecture=architecture)
    _fill(plain, architecture)
    shutil.rmtree(compiled, ignore_errors=True)
    shutil.copytree(plain, compiled)
    _run(
        [
            *(str(python), "-S", "-m", "compileall", "-q", "-j", "0"),
            *("--invalidation-mode", "unchecked-hash", str(compiled)),
        ]
    )
    return Deployables(
        Deployable("ours", ours, "bot.app.handler", python),
        Deployable("baseline", plain, "app.handler", python),
        Deployable("baseline with bytecode", compiled, "app.handler", python),
    )


def _fill(folder: Path, architecture: str) -> None:
    """What `sam build` does: the requirements and the code, all of them, as they are."""
    shutil.rmtree(folder, ignore_errors=True)
    pins = ROOT / "requirements" / "dev.txt"
    _run(
        [
            *(str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet"),
            *("--no-config", "--python", sys.executable, "--target", str(folder)),
            *("--link-mode", "copy", "--only-binary", ":all:", "--python-version", VERSION),
            *("--python-platform", PLATFORMS[architecture]),
            *("-r", str(BASELINE / "requirements.txt"), "--constraint", str(pins)),
        ]
    )
    shutil.copy(BASELINE / "app.py", folder)


def _run(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 (our own tools, named above)
        command, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildError((done.stderr or done.stdout).strip())
