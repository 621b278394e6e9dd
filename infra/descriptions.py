"""botocore's descriptions of services, cut to what a running function reads of them.

A client is made from JSON files most of which is manual, and the list of every service's endpoints
is read before the first one. Both are parsed anew on each cold start. Nothing that changes what is
sent or understood is taken out.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

CHANGES = "CHANGES.txt"
_CHANGES = """\
Changed for this deployable: services it does not call are left out, here and in endpoints.json;
so are older versions of the others, their examples, and the documentation inside their
descriptions.
"""

_ALSO = {"bedrock-runtime": "bedrock"}
"""Names that endpoints.json has for services that go by another one elsewhere."""


def shorten(data: Path, services: Collection[str]) -> None:
    """Cut down botocore's folder of descriptions.

    Args:
        data: `botocore/data`.
        services: Those that are called.
    """
    for folder in data.iterdir():
        if folder.is_dir() and folder.name not in services:
            shutil.rmtree(folder)
        elif folder.is_dir():
            _shorten(folder)
    endpoints = data / "endpoints.json"
    kept = {*services, *(_ALSO[name] for name in services if name in _ALSO)}
    content = json.loads(endpoints.read_text(encoding="utf-8"))
    for partition in content["partitions"]:
        every = partition["services"]
        partition["services"] = {name: every[name] for name in every if name in kept}
    _write(endpoints, content)
    # botocore's licence asks that what was changed says so.
    (data / CHANGES).write_text(_CHANGES, encoding="utf-8")


def _shorten(service: Path) -> None:
    *older, _latest = sorted(service.iterdir())
    for version in older:
        shutil.rmtree(version)
    for examples in service.glob("*/examples-1.json*"):
        examples.unlink()
    for packed in service.glob("*/*.json.gz"):
        # Unpacked, because the archive that deploys is packed itself, and reading is quicker.
        content = json.loads(gzip.decompress(packed.read_bytes()))
        _write(packed.with_suffix(""), _without_manual(content))
        packed.unlink()


def _without_manual(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same with every manual's text empty: botocore asks some for it, and uses none."""
    if isinstance(value, list):
        return [_without_manual(each) for each in value]
    if isinstance(value, dict):
        return {
            # A member that is called so is described by an object, the manual is a text.
            name: "" if name == "documentation" and isinstance(each, str) else _without_manual(each)
            for name, each in value.items()
        }
    return value


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
