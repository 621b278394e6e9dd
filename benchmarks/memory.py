"""Memory: the largest resident set of a function that makes a picture, AWS's client included.

Each kind has a region of its own, because a process never gives back what it once held.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from benchmarks.deployables import BASELINE
from benchmarks.figures import Figure, Target
from benchmarks.stage import Latencies, Stage

_QUICK = Latencies(call=0.0, enhance=0.01, paint=0.02, process=0.0)
_GROUP = "memory"
_SECONDS = 60.0
_WIDTH, _HEIGHT = 4_032, 3_024
"""Twelve megapixels, as phones take them."""


@dataclass(frozen=True, slots=True)
class Peaks:
    """Bytes of the largest resident set.

    Attributes:
        words: Of a picture from words.
        photo: Of one from a photo of twelve megapixels.
        baseline: Of the baseline's, from words.
        photo_size: Bytes of the photo's file.
    """

    words: int
    photo: int
    baseline: int
    photo_size: int


def watch() -> Peaks:
    """Have pictures made, and look how much was held.

    Raises:
        RuntimeError: A picture did not come.
    """
    photo = phone_photo()

    def ask(stage: Stage) -> None:
        stage.people.command("U0ANA", "C0GENERAL", "a red fox in the snow")

    def share(stage: Stage) -> None:
        stage.people.share("U0ANA", "D0ANA", "photo.jpg", photo, "as a woodcut")

    return Peaks(_peak(ask), _peak(share), _peak(ask, baseline=BASELINE), len(photo))


def _peak(act: Callable[[Stage], None], baseline: Path | None = None) -> int:
    with Stage(baseline=baseline, latencies=_QUICK) as stage:
        act(stage)
        stage.settle(_SECONDS)
        shown = "files.completeUploadExternal" if baseline else "chat.update"
        if not any(one.name == shown for one in stage.spans):
            raise RuntimeError("no picture came")
        return max(_resident(one.pid) for one in stage.region.host.pool.environments())


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.split("\n") if "VmHWM" in line) * 1024


def phone_photo() -> bytes:
    """A JPEG of twelve megapixels with the grain, the size and the turned EXIF of a phone's."""
    chance = random.Random(12)  # noqa: S311 (a picture's)
    grain = Image.frombytes("L", (512, 512), chance.randbytes(512 * 512))
    tile = grain.point(lambda value: 118 + value // 16)
    picture = Image.new("RGB", (_WIDTH, _HEIGHT))
    for left in range(0, _WIDTH, 512):
        for top in range(0, _HEIGHT, 512):
            wave = 60 * math.sin(left / 700) + 50 * math.cos(top / 500)
            shade = tile.point(lambda value, wave=wave: round(value + wave))
            picture.paste(Image.merge("RGB", (shade, tile, tile)), (left, top))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=93, exif=exif)
    return out.getvalue()


def measure(peaks: Peaks) -> list[Figure]:
    """The figures."""
    size = f"a JPEG of {peaks.photo_size / 1e6:.1f} MB"
    return [
        Figure(
            _GROUP,
            "picture from words, peak",
            "MB",
            peaks.words / 1e6,
            peaks.baseline / 1e6,
            Target(160),
        ),
        Figure(
            _GROUP,
            "picture from a photo of 12 megapixels, peak",
            "MB",
            peaks.photo / 1e6,
            target=Target(300),
            note=size,
        ),
    ]
