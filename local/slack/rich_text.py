"""What a `rich_text` block of the app's may hold (docs: rich text block).

Holds the parts that the app sends; any other is refused as unsupported.
"""

from __future__ import annotations

from local.slack.schema import BOOLEAN, among, array, one_of, record, string, typed

_MANY = 1000
_STYLE = {"style": record({}, dict.fromkeys(("bold", "italic", "strike", "code"), BOOLEAN))}

_PARTS = typed(
    text=record({"text": string(_MANY * 40)}, _STYLE),
    link=record({"url": string(3000)}, {"text": string(3000), **_STYLE}),
    date=record(
        {"timestamp": {"type": "integer"}, "format": string(255)}, {"fallback": string(3000)}
    ),
)
_SECTION = typed(rich_text_section=record({"elements": array(_PARTS, _MANY)}))
_CONTAINERS = typed(
    rich_text_quote=record({"elements": array(_PARTS, _MANY)}),
    rich_text_preformatted=record({"elements": array(among(_PARTS, "text", "link"), _MANY)}),
    rich_text_list=record(
        {"style": one_of("bullet", "ordered"), "elements": array(_SECTION, _MANY)}
    ),
)

RICH_TEXT = record(
    {"elements": array({"typed": {**_SECTION["typed"], **_CONTAINERS["typed"]}}, _MANY)},
    {"block_id": string(255)},
)
