"""Finding a Python of the runtime's minor version, wherever such a thing is usually kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from infra import build
from infra.__main__ import main
from infra.pythons import PythonMissing, find

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a program that says which Python it is."""

    def make(where: str, says: str = "cpython 3.13", status: int = 0) -> Path:
        program = tmp_path / where
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\necho {says}\nexit {status}\n", encoding="utf-8")
        program.chmod(0o755)
        return program

    return make


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """An environment with a home that holds nothing else."""
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path / "home"), **more}


@pytest.mark.parametrize(
    "where",
    [
        "bin/python3.13",
        "home/.pyenv/versions/3.13.7/bin/python3.13",
        "home/.local/share/uv/python/cpython-3.13.2-linux-x86_64-gnu/bin/python3.13",
    ],
)
def test_usual_places(make: Make, tmp_path: Path, where: str) -> None:
    """In the path, under pyenv, or among uv's: it is found."""
    program = make(where)
    assert find("3.13", environment(tmp_path)) == program


def test_pyenv_by_its_shims(make: Make, tmp_path: Path) -> None:
    """A shim for a version that is not switched on leads to the version itself."""
    make("pyenv/shims/python3.13", says="not switched on", status=127)
    program = make("pyenv/versions/3.13.0/bin/python3.13")
    path = str(tmp_path / "pyenv" / "shims")
    assert find("3.13", environment(tmp_path, PATH=path)) == program


def test_pyenv_by_its_variable(make: Make, tmp_path: Path) -> None:
    """PYENV_ROOT says where pyenv is."""
    program = make("elsewhere/versions/3.13.1/bin/python3.13")
    root = str(tmp_path / "elsewhere")
    assert find("3.13", environment(tmp_path, PYENV_ROOT=root)) == program


def test_named_one_wins(make: Make, tmp_path: Path) -> None:
    """PYTHON313 names one, and is asked first."""
    make("bin/python3.13")
    program = make("mine/python")
    assert find("3.13", environment(tmp_path, PYTHON313=str(program))) == program


@pytest.mark.parametrize("says", ["cpython 3.12", "pypy 3.13", "nothing"])
def test_others_are_passed_over(make: Make, tmp_path: Path, says: str) -> None:
    """Another version or implementation gives bytecode that the runtime does not take."""
    make("bin/python3.13", says=says)
    with pytest.raises(PythonMissing, match=re.escape("PYTHON313=")):
        find("3.13", environment(tmp_path))


def test_build_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without such a Python the build stops before it begins, and names both ways on."""

    def none(version: str) -> Path:
        return find(version, {"PATH": ""})

    monkeypatch.setattr(build.pythons, "find", none)
    assert main(["build", "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().out
    assert "No Python 3.13 on this machine" in told
    assert "--without-bytecode" in told
    assert not (tmp_path / "out").exists()
