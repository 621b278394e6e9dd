"""The deployable's size by package, as a table to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infra.build import Part

SDK = frozenset({"botocore", "jmespath", "python-dateutil", "six"})
"""botocore and what comes with it alone. The runtime has a copy; AWS advises to ship one's own."""

LIMIT = 45_000_000
"""Most bytes of the deployable without the SDK."""


def without_sdk(parts: Sequence[Part]) -> int:
    """Bytes of the deployable without botocore and what comes with it."""
    return sum(part.size for part in parts if part.name not in SDK)


def table(parts: Sequence[Part]) -> Iterator[str]:
    """Lines of the table: megabytes unpacked, and how much of that is bytecode."""
    yield "     MB  bytecode  package"
    for part in parts:
        yield f"{_mb(part.size)}    {_mb(part.bytecode)}  {part.name}"
    size, bytecode = sum(part.size for part in parts), sum(part.bytecode for part in parts)
    yield f"{_mb(size)}    {_mb(bytecode)}  in all"
    yield f"{_mb(without_sdk(parts))}              in all without botocore and its own dependencies"


def _mb(size: int) -> str:
    return f"{size / 1e6:7.2f}"
