"""The workspace on a port of this machine: everything on one host, the files too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request

from local.http_server import Answer, Server, wsgi
from local.slack.door import respond
from local.slack.state import SlackWorkspace

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class SlackServer(Server):
    """A running server, and a context that closes it."""

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is to be."""
        return f"{self.url}/api/"


def serve(workspace: SlackWorkspace, port: int = 0) -> SlackServer:
    """Serve a workspace on loopback, and let its files' addresses lead there.

    Args:
        workspace: What to serve.
        port: Where; 0 takes a free one.
    """
    server = SlackServer(answering(workspace), port)
    workspace.base_url = server.url
    return server


def answering(workspace: SlackWorkspace) -> Answer:
    """What answers a workspace's requests, without a port."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with Request(environ) as request:
            response = respond(workspace, request)
        if response is None:
            raise ConnectionAbortedError
        return response(environ, start_response)

    return wsgi(app)
