"""`/imagine stats`: what was painted, what is liked, what it costs. For admins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import Block

from bot.admins import Admins
from bot.blocks import Message, bold, bullets, line, message, rich, words
from core import observe
from core.errors import ImagineError
from core.experiment import interval
from core.model import Variant
from core.prices import AS_OF, MICRO
from core.tally import Month, Row, Tally

MONTHS = 3
"""How many months are summed up, the present one included."""

_ARMS = {Variant.ENHANCED: "words enhanced", Variant.RAW: "words as typed"}


class Statistics:
    """Tells admins.

    Args:
        admins: Who may read it.
        tally: Has the sums.
        raw_percent: Percent of people in the raw arm of the experiment; 0 is none.
    """

    def __init__(self, admins: Admins, tally: Tally, raw_percent: int) -> None:
        self._admins = admins
        self._tally = tally
        self._raw_percent = raw_percent

    def told(self, tenant: str, user: str) -> Message:
        """What somebody who asks is told privately."""
        if not self._admins.include(user):
            return _plain("Only admins of this workspace can see its numbers.")
        try:
            months = self._tally.months(tenant, MONTHS)
        except ImagineError as error:
            observe.report(error)
            return _plain("The numbers cannot be read just now. Please try again in a minute.")
        return statistics(months, self._raw_percent)


def statistics(months: Sequence[Month], raw_percent: int) -> Message:
    """The numbers of a workspace.

    Args:
        months: The present month first.
        raw_percent: Percent of people in the raw arm of the experiment; 0 is none.
    """
    by_month = [
        line(
            bold(month.name),
            f"  {_pictures(sum(row.pictures for row in month.rows))}, "
            f"about {month.cost / MICRO:.2f} USD",
        )
        for month in months
    ]
    rows = [row for month in months for row in month.rows]
    blocks: list[Block] = [
        rich(
            "stats-months",
            line(bold("Pictures of this workspace"), f", at prices of {AS_OF}"),
            bullets(*by_month),
        )
    ]
    styles = sorted({row.style for row in rows})
    if styles:
        liked = [
            line(words(style, bold=True), f"  {_liked(row for row in rows if row.style == style)}")
            for style in styles
        ]
        blocks.append(rich("stats-styles", line(bold("By style")), bullets(*liked)))
    arms = {arm: [row for row in rows if row.variant is arm] for arm in _ARMS}
    if raw_percent or any(arms.values()):
        blocks.append(
            rich(
                "stats-experiment",
                line(
                    bold("The experiment"),
                    f", in which {raw_percent} % of people have their words painted as they are",
                ),
                bullets(
                    *(line(bold(name), f"  {_liked(arms[arm])}") for arm, name in _ARMS.items())
                ),
                line(_verdict(arms)),
            )
        )
    blocks.append(
        rich("stats-note", line("Ranges hold with 95 % confidence. One person has one thumb."))
    )
    heard = f"{_pictures(sum(row.pictures for row in rows))} in {len(months)} months."
    return message(heard, *blocks)


def _liked(rows: Iterable[Row]) -> str:
    """How many there are and how they are liked: 40 pictures, 👍 12, 👎 3, liked 80 % (…)."""
    kept = list(rows)
    up, down = sum(row.up for row in kept), sum(row.down for row in kept)
    told = f"{_pictures(sum(row.pictures for row in kept))}, 👍 {up}, 👎 {down}"
    if not up + down:
        return told
    low, high = interval(up, up + down)
    return f"{told}, liked {up / (up + down):.0%} ({low:.0%} to {high:.0%})".replace("%", " %")


def _verdict(arms: dict[Variant, list[Row]]) -> str:
    ranges = {}
    for arm, rows in arms.items():
        up, down = sum(row.up for row in rows), sum(row.down for row in rows)
        ranges[arm] = interval(up, up + down)
    if ranges[Variant.ENHANCED][0] > ranges[Variant.RAW][1]:
        return "Enhanced words are liked better."
    if ranges[Variant.RAW][0] > ranges[Variant.ENHANCED][1]:
        return "Words as typed are liked better."
    return "The ranges overlap: it is too early to say which is liked better."


def _pictures(count: int) -> str:
    return f"{count:,} picture" if count == 1 else f"{count:,} pictures"


def _plain(text: str) -> Message:
    return message(text, rich("stats-plain", line(text)))
