"""The stand-in over HTTP on a loopback port: Bedrock's two routes, signatures seen to.

Keeps connections alive as the service does, and cuts them where a reply is to be lost. A
signature must be there and shaped right; nobody has the key to check it with.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from local.bedrock.errors import ServiceError
from local.bedrock.service import CONVERSE, INVOKE, Bedrock, Reply

_ROUTE = re.compile(r"/model/([^/]+)/(invoke|converse)")
_OPERATIONS = {"invoke": INVOKE, "converse": CONVERSE}
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,\s]+)/\d{8}/"
    r"(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)"
    r"/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}"
)


class Served:
    """A stand-in that answers on a port.

    Attributes:
        url: Where, for `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`.
    """

    def __init__(self, bedrock: Bedrock) -> None:
        self._server = _Server(bedrock)
        self._bedrock = bedrock
        host, port = self._server.server_address[:2]
        self.url = f"http://{host!s}:{port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop answering, let go of what hangs and end every connection."""
        self._bedrock.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up()


def serve(bedrock: Bedrock) -> Served:
    """Answer for a stand-in on 127.0.0.1, on a port the system chooses."""
    return Served(bedrock)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, bedrock: Bedrock) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bedrock = bedrock
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def connected(self, connection: socket.socket) -> None:
        """Remember a connection, to end it when the server closes."""
        with self._lock:
            self._open.add(connection)

    def disconnected(self, connection: socket.socket) -> None:
        """Forget a connection that has ended."""
        with self._lock:
            self._open.discard(connection)

    def hang_up(self) -> None:
        """End every connection that is still open."""
        with self._lock:
            for connection in self._open:
                _cut(connection)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connected(self.connection)

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:  # the caller went away, perhaps killed by a test
            self.close_connection = True

    def finish(self) -> None:
        self.server.disconnected(self.connection)
        try:
            super().finish()
        except ConnectionError:  # nobody is left to read what was still to be written
            self.close_connection = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            reply = self._answer(body)
        except ServiceError as error:
            reply = Reply(error.code, {"message": error.message}, error.name)
        if reply.cut:
            self.close_connection = True
            _cut(self.connection)
            return
        self._send(reply)

    def do_GET(self) -> None:
        error = ServiceError("UnknownOperationException")
        self._send(Reply(error.code, {"message": error.message}, error.name))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401, the base's
        """Say nothing: the stand-in keeps a log of its own."""

    def _answer(self, body: bytes) -> Reply:
        route = _ROUTE.fullmatch(self.path)
        if not route:
            raise ServiceError("UnknownOperationException")
        key, region = self._signature()
        operation = _OPERATIONS[route[2]]
        return self.server.bedrock.handle(operation, unquote(route[1]), region, body, key)

    def _signature(self) -> tuple[str, str]:
        """Access key id and region that the request is signed with."""
        authorization = self.headers.get("Authorization")
        if not authorization:
            raise ServiceError(
                "MissingAuthenticationTokenException", "Missing Authentication Token"
            )
        signature = _AUTHORIZATION.fullmatch(authorization)
        if not signature or signature["service"] != "bedrock" or not self.headers.get("X-Amz-Date"):
            raise ServiceError(
                "IncompleteSignatureException", "Authorization header is not signed for bedrock."
            )
        return signature["key"], signature["region"]

    def _send(self, reply: Reply) -> None:
        content = json.dumps(reply.body).encode()
        self.send_response(reply.code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("x-amzn-RequestId", f"local-{id(reply):x}")
        if reply.error:
            self.send_header("x-amzn-errortype", reply.error)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was quicker
        return
