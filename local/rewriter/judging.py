"""What a reply under a picture asks for, by a few rules: again, change, or talk.

Knows the outcomes and the fields by what a tool's schema calls them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_AGAIN = re.compile(
    r"^(?:(?:hmm+|ok|okay|and|please)\W+)*(?:try\s+|do\s+(?:it\s+)?|do\s+that\s+|once\s+|one\s+|"
    r"again|another|reroll|retry|redo|once more|one more|new seed|different seed|"
    r"more of (?:this|these)|"
    r"lại|làm lại|vẽ lại|thử lại|một lần nữa|thêm (?:một )?(?:tấm|cái|hình) nữa)",
    re.IGNORECASE,
)
_REMOVE = re.compile(
    r"^(?:please\s+)?"
    r"(?:remove|lose|drop|get rid of|delete|take out|leave out|without|no|bỏ|xoá|xóa)\s+"
    r"(?:the\s+|any\s+|all\s+)?(?P<what>[^.!?]{2,60})",
    re.IGNORECASE,
)
_MAKE = re.compile(
    r"^(?:please\s+|can you\s+|could you\s+|now\s+|but\s+|and\s+)*"
    r"(?:make|turn|change|put|give|let|have)\s+"
    r"(?:it|this|him|her|them|the (?:picture|image|background)|[\w ]{1,24}?)\s+"
    r"(?:into\s+|to\s+be\s+|to\s+)?"
    r"(?P<what>[^.!?]{2,120})",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"^(?:please\s+|now\s+|but\s+|and\s+)*"
    r"(?:add|with|include|thêm|cho thêm)\s+(?P<what>[^.!?]{2,120})",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"^(?:now\s+|but\s+|and\s+|maybe\s+)*(?P<what>(?:at|in|on|under|during|as an?|wearing|from)\s+"
    r"(?:a |an |the )?[\w' -]{2,60}?)(?:\s+please)?[.!]?$",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(
    r"^(?:cho (?:nó|họ|em)|đổi|làm (?:cho )?nó|vẽ (?:nó )?|ban đêm|vào ban đêm)\s*"
    r"(?P<what>.{2,120})",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:maybe|would|could be|i think|perhaps|might|có lẽ|hay là)\b|\?\s*$", re.IGNORECASE
)
_ASKED = re.compile(r"^Asked for: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: str
    certain: bool = True
    prompt: str = ""
    leave_out: str = ""


def fill(picture: str, reply: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A tool's input for a reply.

    Args:
        picture: What the picture was painted from, "Asked for: …" on a line of its own.
        reply: The person's words.
        schema: JSON schema of the input; fields it does not have are not filled.
    """
    asked = _ASKED.search(picture)
    verdict = _judge(asked[1] if asked else picture, " ".join(reply.split()))
    filled = {}
    for name, rule in schema.get("properties", {}).items():
        value = _value(name, rule, verdict)
        if value != "" or name in schema.get("required", ()):
            filled[name] = value
    return filled


def _judge(asked: str, reply: str) -> _Verdict:
    certain = not _DOUBT.search(reply)
    if _AGAIN.match(reply) and len(reply.split()) <= 8:  # noqa: PLR2004, longer is a story
        return _Verdict("again", certain)
    if found := _REMOVE.match(reply):
        what = found["what"].strip()
        kept = re.sub(rf"\s*\b(?:in|with|on|and)?\s*(?:the|a|an)?\s*{re.escape(what)}\b", "", asked)
        return _Verdict("change", certain, kept.strip(" ,") or asked, what)
    if found := _PLACE.match(reply):
        return _Verdict("change", certain, f"{asked} {found['what'].strip()}")
    for pattern in (_MAKE, _ADD, _OTHER_WORDS):
        if found := pattern.match(reply):
            what = found["what"].strip(" .!")
            joint = ", with " if pattern is _ADD else ", "
            return _Verdict("change", certain, f"{asked}{joint}{what}")
    return _Verdict("talk", certain=True)


def _value(name: str, rule: Mapping[str, Any], verdict: _Verdict) -> Any:  # noqa: ANN401, JSON
    if "enum" in rule:
        return verdict.outcome if verdict.outcome in rule["enum"] else rule["enum"][0]
    if rule.get("type") == "boolean":
        return verdict.certain
    return verdict.leave_out if re.search("leave|negative|out", name) else verdict.prompt
