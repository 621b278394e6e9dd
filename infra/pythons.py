"""Finds a Python of the very minor version whose bytecode the function's runtime takes.

Knows where such interpreters are usually kept; installs none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

_PROBE = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
_PROBE_SECONDS = 20


class PythonMissing(Exception):
    """There is no such Python on this machine. The message names the ways to get one."""


def find(version: str, environment: Mapping[str, str] | None = None) -> Path:
    """A CPython of a minor version that runs.

    Args:
        version: Such as "3.13".
        environment: Where PATH, HOME, PYENV_ROOT and PYTHON313 (for 3.13) are looked up.

    Raises:
        PythonMissing: There is none.
    """
    given = os.environ if environment is None else environment
    for candidate in _candidates(version, given):
        if _is(candidate, version):
            return candidate
    variable = _variable(version)
    raise PythonMissing(
        f"No Python {version} on this machine. Install one (python{version} of the system's "
        f"packages, pyenv install {version}, or uv python install {version}) or name one: "
        f"{variable}=/path/to/python{version}."
    )


def _variable(version: str) -> str:
    return f"PYTHON{version.replace('.', '')}"


def _candidates(version: str, environment: Mapping[str, str]) -> Iterator[Path]:
    if named := environment.get(_variable(version)):
        yield Path(named)
    name = f"python{version}"
    folders = [Path(one) for one in environment.get("PATH", "").split(os.pathsep) if one]
    yield from (folder / name for folder in folders)
    # pyenv's shims stand in the path for every version, and run the one that is switched on.
    roots = [folder.parent for folder in folders if folder.name == "shims"]
    if root := environment.get("PYENV_ROOT"):
        roots.append(Path(root))
    home = environment.get("HOME")
    if home:
        roots.append(Path(home, ".pyenv"))
    for root_folder in dict.fromkeys(roots):
        yield from sorted(root_folder.glob(f"versions/{version}*/bin/{name}"), reverse=True)
    if home:
        kept = Path(environment.get("UV_PYTHON_INSTALL_DIR") or f"{home}/.local/share/uv/python")
        yield from sorted(kept.glob(f"cpython-{version}.*/bin/{name}"), reverse=True)


def _is(candidate: Path, version: str) -> bool:
    program = shutil.which(str(candidate))
    if program is None:
        return False
    try:
        answer = subprocess.run(  # noqa: S603 (an interpreter asked who it is)
            [program, "-I", "-c", _PROBE],
            capture_output=True,
            text=True,
            timeout=_PROBE_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.stdout.split()[:2] == ["cpython", version]
