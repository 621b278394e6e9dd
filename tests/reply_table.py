"""The table of replies: what people write below a picture, and what they want by it.

One reply a line: its language, what it asks for (again, change, talk), whether rules alone must
say so or may leave it to the model, whom it is addressed to, and whether an image came with it.
Every reply is to a picture of `PICTURE`.
"""

from __future__ import annotations

import csv
from pathlib import Path

PICTURE = "a red fox in the snow wearing a hat"
TABLE = Path(__file__).parent / "data" / "replies.tsv"


def rows() -> list[dict[str, str]]:
    """The table's rows by column."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
