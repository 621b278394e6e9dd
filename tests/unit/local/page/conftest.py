"""A workspace for each module, and somebody's browser in front of its page's server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from local.page.server import Page
from local.page.web import OWN_HEADER
from local.painter.plain import paint_plain
from local.slack.records import Json
from local.workspace import LocalWorkspace

HERE = "http://127.0.0.1:1"


class Visitor:
    """Ana's browser, without what is drawn in it.

    Attributes:
        client: What sends its requests.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, path: str, **query: str) -> TestResponse:
        """What is answered to a GET."""
        return self.client.get(path, query_string=query, base_url=HERE)

    def get(self, path: str, **query: str) -> Any:
        """The same as JSON."""
        return self.open(path, **query).get_json()

    def send(self, path: str, **fields: Any) -> Any:
        """What is answered to a POST, as JSON."""
        headers = {OWN_HEADER: "1"}
        return self.client.post(path, headers=headers, base_url=HERE, **fields).get_json()

    def act(self, what: str, **fields: Any) -> Any:
        """What is answered to an act of Ana's."""
        return self.send(f"/act/{what}", json={"as": "ana"} | fields)

    def state(self, user: str = "ana") -> Json:
        """Everything somebody sees."""
        found: Json = self.get("/state", **{"as": user})
        return found

    def said(self, channel: str = "C0GENERAL", user: str = "ana") -> list[Json]:
        """What somebody sees in a conversation."""
        messages: list[Json] = self.state(user)["messages"][channel]
        return messages


@pytest.fixture(scope="module")
def workspace() -> Iterator[LocalWorkspace]:
    """A running workspace."""
    with LocalWorkspace(speed=20.0, painter=paint_plain) as made:
        yield made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that has been built, as far as the server knows."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text("<title>the page</title>")
    (folder.parent / "secret.txt").write_text("outside")
    return folder


@pytest.fixture(scope="module")
def visitor(workspace: LocalWorkspace, built: Path) -> Visitor:
    """Somebody at the page."""
    return Visitor(Client(Page(workspace, built)))
