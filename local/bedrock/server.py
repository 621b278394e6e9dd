"""The emulator over HTTP on a loopback port: Bedrock's two routes, signatures seen to.

A signature must be there and shaped right; nobody has the key to check it with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import unquote

from local.bedrock.errors import ServiceError
from local.bedrock.service import CONVERSE, INVOKE, Bedrock, Reply
from local.http_server import Request, Response, Server

_ROUTE = re.compile(r"/model/([^/]+)/(invoke|converse)")
_OPERATIONS = {"invoke": INVOKE, "converse": CONVERSE}
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,\s]+)/\d{8}/"
    r"(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)"
    r"/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}"
)


class Served(Server):
    """An emulator that answers on a port; its `url` is for `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`."""

    def __init__(self, bedrock: Bedrock) -> None:
        super().__init__(self._answer)
        self._bedrock = bedrock

    def close(self) -> None:
        """Stop answering, let go of what hangs and end every connection."""
        self._bedrock.close()
        super().close()

    def _answer(self, request: Request) -> Response | None:
        try:
            reply = self._reply(request)
        except ServiceError as error:
            reply = Reply(error.code, {"message": error.message}, error.name)
        if reply.cut:
            return None
        headers = [("content-type", "application/json"), ("x-amzn-requestid", f"{id(reply):x}")]
        if reply.error:
            headers.append(("x-amzn-errortype", reply.error))
        return Response(reply.code, json.dumps(reply.body).encode(), tuple(headers))

    def _reply(self, request: Request) -> Reply:
        route = _ROUTE.fullmatch(request.target)
        if not route or request.method != "POST":
            raise ServiceError("UnknownOperationException")
        key, region = _signature(request.headers)
        operation = _OPERATIONS[route[2]]
        return self._bedrock.handle(operation, unquote(route[1]), region, request.body, key)


def serve(bedrock: Bedrock) -> Served:
    """Answer for an emulator on 127.0.0.1, on a port the system chooses."""
    return Served(bedrock)


def _signature(headers: Mapping[str, str]) -> tuple[str, str]:
    """Access key id and region that a request is signed with."""
    if "authorization" not in headers:
        raise ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token")
    signature = _AUTHORIZATION.fullmatch(headers["authorization"])
    if not signature or signature["service"] != "bedrock" or "x-amz-date" not in headers:
        raise ServiceError(
            "IncompleteSignatureException", "Authorization header is not signed for bedrock."
        )
    return signature["key"], signature["region"]
