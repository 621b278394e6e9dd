"""Prompts as people write them: PartiPrompts where they lie beside the repository, else our own."""

from __future__ import annotations

import csv
from pathlib import Path

_BESIDE = Path(__file__).parents[2] / "shared" / "data" / "parti-prompts.tsv"

_OWN = (
    "bond",
    "42",
    "an F1",
    "Salvador Dalí",
    "yin-yang",
    "a red fox in the snow",
    "two cats and three dogs, but no birds",
    "a corgi’s head depicted as an explosion of a nebula",
    "a store front that has the word ‘openai’ written on it.",
    'a green sign that says "Very Deep Learning" at the edge of the Grand Canyon.',
    '"G I G G L E" painted in thick colorful lettering as graffiti on a brick wall',
    "a teddy bear on a motorcycle in Rio de Janeiro with Dois Irmãos in the background",
    "a high-contrast black-and-white photo of a four-leaf clover - close up",
    "the saying 'hello' on a wall; vector art, orange logo, 16:9",
)


def prompts() -> list[str]:
    """1,632 prompts of google-research/parti where present, else a few sentences like them."""
    if not _BESIDE.exists():
        return list(_OWN)
    with _BESIDE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["Prompt"] for row in rows]
