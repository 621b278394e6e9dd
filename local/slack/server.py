"""The workspace on a port of this machine, over connections that are kept, as Slack keeps them.

Everything is on one host and port, the files too. What is answered is `door`'s affair; here are
sockets, and the cutting of them.
"""

from __future__ import annotations

import contextlib
import io
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from local.slack.door import respond
from local.slack.faults import Cut
from local.slack.state import SlackWorkspace

__all__ = ["Cut", "SlackServer", "serve"]


class SlackServer:
    """A running server, and a context that closes it.

    Attributes:
        url: Its base, without a final slash.
    """

    def __init__(self, workspace: SlackWorkspace, port: int) -> None:
        self._workspace = workspace
        self._server = _Server(workspace, port)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        # Polled often, so that closing does not wait half a second for the next look.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="slack", daemon=True
        )
        self._thread.start()

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is to be."""
        return f"{self.url}/api/"

    def close(self) -> None:
        """Stop serving; what hangs is let go."""
        self._workspace.faults.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(workspace: SlackWorkspace, port: int = 0) -> SlackServer:
    """Serve a workspace on loopback, and let its files' addresses lead there.

    Args:
        workspace: What to serve.
        port: Where; 0 takes a free one.
    """
    server = SlackServer(workspace, port)
    workspace.base_url = server.url
    return server


class _Server(ThreadingHTTPServer):
    """A thread for each connection; connections that are still open do not keep it alive."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, workspace: SlackWorkspace, port: int) -> None:
        self.workspace = workspace
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that went away, which the dying do."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as inherited


class _Handler(BaseHTTPRequestHandler):
    """Reads a request whole, answers it in one piece, and keeps the connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """Print nothing: calls are recorded."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environ = EnvironBuilder(
            path=self.path,
            method=self.command,
            headers=list(self.headers.items()),
            input_stream=io.BytesIO(body),
        ).get_environ()
        try:
            with Request(environ) as request:
                response = respond(self.server.workspace, request)
        except Cut:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._write(response)

    def _write(self, response: Response) -> None:
        content = response.get_data()
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
