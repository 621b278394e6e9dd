"""A workspace with its page in a real browser, for all tests here.

Where there is no Chromium, or the page has not been built, these tests are skipped and say why;
on the build machine that is a failure instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect, sync_playwright

from local.page.server import BUILT, serve
from local.workspace import LocalWorkspace
from tests.browser.stage import Easel, Stage

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SPEED = 20.0
"""How much faster than real time waits in AWS pass."""

PATIENCE = 20_000
"""Milliseconds a picture may take to be seen, on a machine that has other things to do."""


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return _missing("there is no Chromium on this machine: install Debian's package chromium")


def _missing(why: str) -> str:
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="package")
def easel() -> Easel:
    """What paints in every test."""
    return Easel()


@pytest.fixture(scope="package")
def whole_stage(easel: Easel) -> Iterator[Stage]:
    """One workspace and one browser for the tests that a process runs one after the other.

    They end with the last of these tests, because a process has one region at a time.
    """
    if not (BUILT / "index.html").is_file():
        _missing("the page has not been built: run `make page`")
    path = _chromium()
    expect.set_options(timeout=PATIENCE)
    with (
        LocalWorkspace(speed=SPEED, painter=easel) as workspace,
        serve(workspace) as server,
        sync_playwright() as playwright,
    ):
        workspace.people.courier.patience = 60.0
        workspace.verify()
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield Stage(workspace, server, browser)
        browser.close()


@pytest.fixture(scope="module")
def stage(whole_stage: Stage) -> Stage:
    """The workspace, without what the tests of other modules left in it."""
    whole_stage.clear()
    return whole_stage


@pytest.fixture(autouse=True)
def at_rest(stage: Stage) -> Iterator[None]:
    """Each test begins and ends with a workspace in which nothing runs."""
    yield
    stage.rest()
