"""Builds what deploys: pinned wheels for the function's runtime, our code, and bytecode for both.

Works on any host and without Docker, because only wheels are taken. The bytecode is compiled by the
runtime's own minor version and is never checked against its source: archives carry no times that
could be trusted, and the function's folder is read-only, so that without it every cold start would
compile everything anew. The same pins and code give the same folder, byte for byte.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from infra import descriptions, pythons
from infra.archive import files

ROOT = Path(__file__).resolve().parent.parent
VERSION = "3.13"
"""Minor version of the template's runtime; a test holds the two together."""

PLATFORMS = {
    # 2_28, because the older tag falls back to an older Pillow without saying so.
    "arm64": "aarch64-manylinux_2_28",
    "x86_64": "x86_64-manylinux_2_28",
}
"""Lambda's names for architectures, and uv's for their wheels on Amazon Linux 2023."""

CODE = ("api", "bot", "core")
"""Our packages that deploy."""

FILES = ("styles.json",)
"""What lies beside them and goes along: an operator's own enhancement styles."""

OPERATORS = ("bot/__main__.py", "bot/dev.py", "bot/doctor")
"""What in them is for the operator's own machine."""

SERVICES = (
    "bedrock-runtime",
    "dynamodb",
    "lambda",
    "s3",
    "secretsmanager",
    "sqs",
    "ssm",
)
"""The AWS services the function calls. Descriptions of all others, 20 MB, are left out; a test
holds the code to this list."""

_MOUNT = "/var/task"
"""Where the function's folder is when it runs; what tracebacks name."""

_NOT_NEEDED = ("tests", "*.pyi", "py.typed", "*.c", "*.h")
_KEPT_OF_DIST_INFO = ("METADATA", "licenses", "LICENSE", "LICENSE.txt", "NOTICE")


class BuildError(Exception):
    """The deployable could not be built. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one package adds to the deployable.

    Attributes:
        name: The package.
        size: Bytes unpacked, bytecode included.
        bytecode: Bytes of that which are bytecode.
    """

    name: str
    size: int
    bytecode: int


def build(
    out: Path,
    *,
    architecture: str = "arm64",
    bytecode: bool = True,
    requirements: Path = ROOT / "requirements" / "runtime.txt",
) -> list[Part]:
    """Fill a folder with what deploys; what was in it is replaced.

    Args:
        out: The folder.
        architecture: "arm64" or "x86_64".
        bytecode: Whether to compile; without, cold starts take several times as long.
        requirements: Pins with hashes.

    Returns:
        What it consists of, the largest first.

    Raises:
        PythonMissing: Bytecode is asked for, and there is nothing to compile it with.
        BuildError: A wheel could not be had, or a file not be compiled.
    """
    compiler = pythons.find(VERSION) if bytecode else None
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        _remove(old)
    _install(out, architecture, requirements)
    owners = _owners(out)
    _prune(out)
    for package in CODE:
        if (ROOT / package).is_dir():
            shutil.copytree(ROOT / package, out / package, ignore=_ours)
    for name in FILES:
        if (ROOT / name).is_file():
            shutil.copy2(ROOT / name, out / name)
    if compiler is not None:
        _compile(out, compiler)
    return _parts(out, owners)


def _install(out: Path, architecture: str, requirements: Path) -> None:
    _run(
        [
            *(_uv(), "pip", "install", "--quiet", "--no-config", "--python", sys.executable),
            *("--target", str(out), "--link-mode", "copy"),
            *("--python-version", VERSION, "--python-platform", PLATFORMS[architecture]),
            *("--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", str(requirements)),
        ],
        "the pinned wheels could not be installed",
    )


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.exists() else shutil.which("uv")
    if found is None:
        raise BuildError("uv is not installed: run make .venv/ready")
    return found


def _owners(out: Path) -> dict[str, str]:
    """Which package each top-level name came with."""
    owners = {}
    for record in out.glob("*.dist-info/RECORD"):
        package = record.parent.name.partition("-")[0].replace("_", "-")
        for line in record.read_text(encoding="utf-8").splitlines():
            owners[line.partition(",")[0].partition("/")[0]] = package
    return owners


def _prune(out: Path) -> None:
    """Take out what never runs in the function; licences stay."""
    # Command-line tools, slack-sdk's alias for code older than itself, uv's lock.
    extra = [out / "bin", out / "slack", out / ".lock"]
    for pattern in _NOT_NEEDED:
        extra += out.rglob(pattern)
    for info in out.glob("*.dist-info"):
        extra += (one for one in info.iterdir() if one.name not in _KEPT_OF_DIST_INFO)
    for path in extra:
        _remove(path)
    descriptions.shorten(out / "botocore" / "data", SERVICES)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _ours(folder: str, names: list[str]) -> list[str]:
    here = Path(folder).relative_to(ROOT)
    return [
        name
        for name in names
        if name == "__pycache__" or (here / name).as_posix() in OPERATORS or name.endswith(".pyc")
    ]


def _compile(out: Path, compiler: Path) -> None:
    # The same seed for string hashing everywhere, or sets of constants would differ in order.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    for name in ("PYTHONHOME", "PYTHONPATH", "PYTHONOPTIMIZE", "VIRTUAL_ENV"):
        environment.pop(name, None)
    _run(
        [
            *(str(compiler), "-S", "-m", "compileall", "-q", "-f", "-j", "0"),
            *("--invalidation-mode", "unchecked-hash"),
            *("-s", str(out.resolve()), "-p", _MOUNT, str(out.resolve())),
        ],
        "the bytecode could not be compiled",
        environment,
    )


def _run(command: list[str], failure: str, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(  # noqa: S603 (our own tools, named above)
        command, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise BuildError(f"{failure}:\n{(done.stderr or done.stdout).strip()}")


def _parts(out: Path, owners: dict[str, str]) -> list[Part]:
    sizes: dict[str, list[int]] = {}
    for path in files(out):
        relative = path.relative_to(out)
        top = relative.parts[0]
        if top == "__pycache__":
            # The bytecode of a module that stands alone, such as six.cpython-313.pyc.
            top = path.name.partition(".")[0] + ".py"
        kept = sizes.setdefault(owners.get(top, "bot, core, api" if top in CODE else top), [0, 0])
        kept[0] += path.stat().st_size
        if path.suffix == ".pyc":
            kept[1] += path.stat().st_size
    parts = [Part(name, size, compiled) for name, (size, compiled) in sizes.items()]
    return sorted(parts, key=lambda part: (-part.size, part.name))
