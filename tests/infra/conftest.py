"""The deployable, built once for this machine's architecture, with what it needs to run."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import pythons
from infra.build import ROOT, VERSION, BuildError, Part, build
from tests.infra.standins import StandIns

HOST = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
"""Lambda's name for this machine's architecture, by the system's own."""


class Built:
    """A deployable in a folder.

    Attributes:
        folder: Unpacked.
        parts: What it consists of.
        python: An interpreter of the runtime's version.
    """

    def __init__(self, folder: Path, parts: list[Part], python: Path) -> None:
        self.folder = folder
        self.parts = parts
        self.python = python


@pytest.fixture(scope="session")
def runtime() -> Path:
    """A Python of the runtime's minor version."""
    try:
        return pythons.find(VERSION)
    except pythons.PythonMissing as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def deployable(runtime: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The deployable for this machine, with bytecode."""
    machine = platform.machine().lower()
    if platform.system() != "Linux" or machine not in HOST:
        pytest.skip(f"wheels for Lambda do not run on {platform.system()} {machine}")
    folder = tmp_path_factory.mktemp("function")
    return Built(folder, wheels_or_skip(folder, HOST[machine]), runtime)


def wheels_or_skip(folder: Path, architecture: str, *, bytecode: bool = True) -> list[Part]:
    """Build, and skip the test where the pinned wheels cannot be fetched."""
    try:
        return build(folder, architecture=architecture, bytecode=bytecode)
    except BuildError as error:
        if "Failed to fetch" in str(error):
            pytest.skip("the pinned wheels are neither cached nor to be fetched from here")
        raise


@pytest.fixture
def stand_ins() -> Iterator[StandIns]:
    """Slack, the models and the stores, without anything that runs the function."""
    with StandIns(ROOT / "infra" / "template.yaml") as made:
        yield made
