"""Lambda's guard against endless loops: a count of hops in the trace header.

Each invocation that a function causes, directly or by a queue, carries the count of its chain one
higher; the SDK passes the header on by itself. A chain that grows too long is cut.
"""

from __future__ import annotations

import re
import time
import uuid

HOPS = 16
"""Invocations in one chain after which Lambda stops it (Lambda developer guide, about 16)."""

_LINEAGE = re.compile(r"Lineage=1:([0-9a-f]+):(\d+)")


class ChainTooLong(Exception):
    """A function went on causing itself."""


def begin() -> str:
    """The trace header of an invocation that nothing of ours has caused."""
    root = uuid.uuid4().hex
    return (
        f"Root=1-{int(time.time()):08x}-{root[:24]};Parent={uuid.uuid4().hex[:16]};Sampled=0;"
        f"Lineage=1:{root[24:]}:0"
    )


def follow(trace: str) -> str:
    """The trace header of an invocation that the bearer of `trace` has caused.

    Raises:
        ChainTooLong: It would be one too many.
    """
    lineage = _LINEAGE.search(trace)
    if lineage is None:
        return begin()
    hops = int(lineage[2]) + 1
    if hops > HOPS:
        raise ChainTooLong(trace)
    return _LINEAGE.sub(rf"Lineage=1:\g<1>:{hops}", trace)
