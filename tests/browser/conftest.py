"""A workspace with its page in a real browser, one for each module of tests.

Where there is no Chromium, or the page has not been built, these tests are skipped and say why;
on the build machine that is a failure instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from local.page.server import BUILT, serve
from local.painter.plain import paint_plain
from local.workspace import LocalWorkspace
from tests.browser.stage import Stage

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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    path = _chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def stage(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A workspace of its own, and its page; a module's PAINTER paints in it."""
    if not (BUILT / "index.html").is_file():
        _missing("the page has not been built: run `make page`")
    painter = getattr(request.module, "PAINTER", paint_plain)
    with (
        LocalWorkspace(speed=SPEED, painter=painter) as workspace,
        serve(workspace) as server,
    ):
        workspace.people.courier.patience = 60.0
        workspace.verify()
        stage = Stage(workspace, server.url, browser)
        yield stage
        stage.close()
        assert stage.complaints == []


@pytest.fixture(autouse=True)
def at_rest(stage: Stage) -> Iterator[None]:
    """Each test begins and ends with a workspace in which nothing runs."""
    yield
    stage.rest()
