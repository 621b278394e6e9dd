"""Words of people and models as data inside a message to a model.

They stand between tags that nothing inside can close, so that an instruction can name them and
nothing in them passes for one. Knows no instruction.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Tag(StrEnum):
    """What the words between a pair of tags are."""

    REQUEST = "request"
    LEAVE_OUT = "leave_out"
    PICTURE = "picture"
    REPLY = "reply"

    @property
    def pair(self) -> str:
        """Both tags as an instruction names them: `<request> and </request>`."""
        return f"<{self}> and </{self}>"


_ANY = re.compile(rf"<\s*/?\s*(?:{'|'.join(Tag)})\b\s*>?", re.IGNORECASE)


def enclose(tag: Tag, words: str) -> str:
    """The words on lines of their own between the tags, without any tags they hold."""
    return f"<{tag}>\n{without_tags(words)}\n</{tag}>"


def without_tags(text: str) -> str:
    """The text with a blank for each of our tags in it."""
    return _ANY.sub(" ", text)
