"""Requests signed with AWS credentials, as the SDKs and curl sign them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.faults import OPERATOR
from local.intrinsics import REGION


def sign(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    *,
    access_key: str = OPERATOR,
    secret: str = "local",  # noqa: S107 - the stand-in's
    service: str = "execute-api",
    region: str = REGION,
    now: float | None = None,
) -> dict[str, str]:
    """The headers of a request, its signature among them.

    Args:
        method: HTTP method.
        url: As it will be sent.
        body: As it will be sent.
        headers: Further headers, signed too.
        access_key: Access key id.
        secret: Secret access key.
        service: Whom the signature is for.
        region: Where that is.
        now: Epoch seconds; the real ones when absent.
    """
    request = AWSRequest(method, url, headers=dict(headers or {}), data=body)
    signer = SigV4Auth(Credentials(access_key, secret), service, region)
    if now is None:
        signer.add_auth(request)
        return dict(request.headers)
    date = dt.datetime.fromtimestamp(now, dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    request.context["timestamp"] = date
    signer._modify_request_before_signing(request)
    request.headers.replace_header("X-Amz-Date", date)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    signer._inject_signature_to_request(request, signer.signature(text, request))
    return dict(request.headers)
