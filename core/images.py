"""Source images made safe and sized.

A picture from outside is decoded and painted anew as one plain JPEG, so nothing of the file itself
goes on: no metadata, no second file behind the first, no later frames. What is no picture of ours
is refused by name, with what to send instead.

Knows nothing of where a picture came from or goes to. Pillow and pi-heif live behind `core.pixels`,
which is imported when the first picture is here: importing this module costs nothing.
"""

from __future__ import annotations

from core.errors import SourceRefused
from core.model import Image
from core.sniff import (
    MAX_SCANS,
    MAX_SEGMENTS,
    Kind,
    describe,
    jpeg_layout,
    looks_like_html,
    sniff,
)

__all__ = ["looks_like_html", "make_safe"]


def make_safe(content: bytes) -> Image:
    """A source image as the image model and Nova Pro take it.

    Upright, RGB, flattened onto white, of about one megapixel, in its own shape. Always a JPEG of
    quality 95 without colour subsampling: it loses less than the model's own encoder does, stays
    far under Bedrock's body of 25,000,000 bytes (about 0.5 MB, where a photo's PNG has 2), and one
    format means one object key and one declared type everywhere.

    Raises:
        SourceRefused: The bytes are no picture, not one of ours, damaged, or out of bounds.
    """
    kind = sniff(content)
    if kind is None:
        raise SourceRefused(
            f"That file is {describe(content)}, and I start from pictures: "
            "please send a JPEG or PNG (GIF, WebP, HEIC and AVIF are fine too)."
        )
    layout = jpeg_layout(content) if kind is Kind.JPEG else None
    if layout and (layout.segments > MAX_SEGMENTS or layout.scans > MAX_SCANS):
        raise SourceRefused("That JPEG is made to be slow to open. Please save it anew as a PNG.")
    from core import pixels  # noqa: PLC0415 - Pillow is loaded only once a picture is here

    return pixels.make_safe(content, kind, streams=layout is not None and layout.streams)
