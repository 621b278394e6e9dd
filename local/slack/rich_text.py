"""What a `rich_text` block may hold (docs: rich text block)."""

from __future__ import annotations

from local.slack.schema import (
    BOOLEAN,
    Schema,
    among,
    array,
    integer,
    one_of,
    record,
    string,
    typed,
)

_MANY = 1000


def _style(*names: str) -> Schema:
    return record({}, dict.fromkeys(names, BOOLEAN))


_TEXT_STYLE = _style("bold", "italic", "strike", "code", "underline")
_MENTION_STYLE = _style("bold", "italic", "strike", "highlight", "client_highlight", "unlink")

PARTS = typed(
    text=record({"text": string(_MANY * 40)}, {"style": _TEXT_STYLE}),
    emoji=record(
        {"name": string(255)},
        {"unicode": string(255), "skin_tone": integer(1, 6), "style": _TEXT_STYLE},
    ),
    link=record(
        {"url": string(3000)},
        {"text": string(3000), "unsafe": BOOLEAN, "style": _TEXT_STYLE},
    ),
    user=record({"user_id": string(255)}, {"style": _MENTION_STYLE}),
    usergroup=record({"usergroup_id": string(255)}, {"style": _MENTION_STYLE}),
    channel=record({"channel_id": string(255)}, {"style": _MENTION_STYLE}),
    team=record({"team_id": string(255)}, {"style": _MENTION_STYLE}),
    broadcast=record({"range": one_of("here", "channel", "everyone")}, {"style": _MENTION_STYLE}),
    color=record({"value": string(255)}, {"style": _TEXT_STYLE}),
    date=record(
        {"timestamp": {"type": "integer"}, "format": string(255)},
        {"url": string(3000), "fallback": string(3000), "style": _TEXT_STYLE},
    ),
)

_BORDER = integer(0, 1)
_CONTAINERS = typed(
    rich_text_section=record({"elements": array(PARTS, _MANY)}),
    rich_text_quote=record({"elements": array(PARTS, _MANY)}, {"border": _BORDER}),
    rich_text_preformatted=record(
        {"elements": array(among(PARTS, "text", "link"), _MANY)},
        {"border": _BORDER, "language": string(255)},
    ),
)
_LIST = typed(
    rich_text_list=record(
        {
            "style": one_of("bullet", "ordered"),
            "elements": array(among(_CONTAINERS, "rich_text_section"), _MANY),
        },
        {"indent": integer(0, 8), "offset": integer(0, _MANY), "border": _BORDER},
    )
)

RICH_TEXT = record(
    {"elements": array({"typed": {**_CONTAINERS["typed"], **_LIST["typed"]}}, _MANY)},
    {"block_id": string(255)},
)
