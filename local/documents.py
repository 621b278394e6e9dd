"""Documents with a part that a program writes: figures stand where their last ones stood."""

from __future__ import annotations

from pathlib import Path

_END = "<!-- until here -->"


def put(document: Path, writer: str, text: str) -> None:
    """Replace what stands between "<!-- what WRITER wrote -->" and "<!-- until here -->".

    Raises:
        ValueError: When the document has no such part.
    """
    begin = f"<!-- what {writer} wrote -->"
    before, began, rest = document.read_text(encoding="utf-8").partition(begin)
    _, ended, after = rest.partition(_END)
    if not (began and ended):
        raise ValueError(f"{document.name} has no part between {begin} and {_END}")
    document.write_text(f"{before}{begin}\n\n{text}\n\n{_END}{after}", encoding="utf-8")
