"""The stand-in for Nova Pro: takes a conversation apart and answers it.

Knows the tags and styles the core puts into its instructions; the writing is done elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.quoting import Tag
from core.style import Style
from core.styles import STYLES
from local.bedrock.nova import Said
from local.rewriter import judging, phrasing, seeing
from local.rewriter.dictionary import in_english

_STYLE = re.compile(r"^Style: (.+)$", re.MULTILINE)
_TOKEN = 4
"""Characters a token, about."""


class Rewriter:
    """Answers in the model's place. Holds nothing; safe between threads."""

    def write(self, said: Said) -> str:
        """The enhanced prompt for the request in a conversation's last message."""
        words = in_english(_between(Tag.REQUEST, said.text) or said.text.strip())
        style, guidance = _style(said.system)
        if said.image is not None:
            answer = phrasing.with_source(words, seeing.describe(said.image), style, guidance)
        else:
            answer = phrasing.enhanced(words, style, guidance)
        return _cut(answer, said.max_tokens)

    def fill(self, said: Said, tool: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """A tool's input: what a reply in a picture's thread asks for, after its schema."""
        del tool
        picture = _between(Tag.PICTURE, said.text)
        reply = _between(Tag.REPLY, said.text) or said.text
        return judging.fill(picture, reply, schema)


def _between(tag: Tag, text: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    return found[1].strip() if found else ""


def _style(system: str) -> tuple[Style | None, str]:
    """The style an instruction names: one of ours, or an operator's own by its guidance."""
    found = _STYLE.search(system)
    guidance = found[1] if found else ""
    style = next((style for style in STYLES.values() if style.guidance == guidance), None)
    return style, guidance


def _cut(answer: str, max_tokens: int) -> str:
    """An answer within the tokens there are, ended at a word."""
    most = max_tokens * _TOKEN
    if not max_tokens or len(answer) <= most:
        return answer
    return answer[:most].rsplit(" ", 1)[0]
