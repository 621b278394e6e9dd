"""What an AWS request says of itself: who signed it, and for S3, what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime


def scope(authorization: str) -> tuple[str, str]:
    """Service and access key id of a signature; empty where there is none."""
    credential = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    if len(credential) != 5:  # noqa: PLR2004 (key, date, region, service, "aws4_request")
        return "", ""
    return credential[3], credential[0]


def link_scope(query: Mapping[str, list[str]]) -> tuple[str, str]:
    """The same of a link that carries its signature; empty where there is none."""
    return scope(f"Credential={query.get('X-Amz-Credential', [''])[0]}")


def has_expired(query: Mapping[str, list[str]], now: float) -> bool:
    """Whether a link that carries its signature is good for nothing any more."""
    if "X-Amz-Expires" not in query:
        return False
    signed = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return signed.timestamp() + int(query["X-Amz-Expires"][0]) < now


def s3_operation(method: str, path: str) -> str:
    """Return S3's name for a request, which has none in the request itself.

    The function reads, writes and deletes objects; what it might ask of a bucket needs no name of
    its own to be refused.
    """
    has_key = "/" in path.strip("/")
    return f"{method.capitalize()}{'Object' if has_key else 'Bucket'}"
