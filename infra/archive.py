"""A folder as a zip and as a digest, the same for the same contents wherever and whenever made."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: contents are told apart by what they are, not by when."""

_UNIX = 3
_READABLE = 0o100644 << 16
"""A regular file that everybody may read: the function runs as a user of its own."""


def files(folder: Path) -> Iterator[Path]:
    """Every file in a folder, in one order everywhere."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return iter(sorted(found, key=lambda path: path.relative_to(folder).as_posix()))


def pack(folder: Path, archive: Path) -> None:
    """Write a folder's contents as a zip."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w") as packed:
        for path in files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _NO_TIME)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes(), compresslevel=9)


def digest(folder: Path) -> str:
    """A hash of a folder's contents and names, in hexadecimal."""
    whole = hashlib.sha256()
    for path in files(folder):
        name = path.relative_to(folder).as_posix().encode()
        content = path.read_bytes()
        whole.update(b"%d %s %d " % (len(name), name, len(content)))
        whole.update(content)
    return whole.hexdigest()
