"""Words between tags that nothing inside can close."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.quoting import Tag, enclose, without_tags

PIECES = st.lists(st.sampled_from(["<", "/", ">", " ", "request", "REPLY", "picture", "a", "\n"]))


@given(tag=st.sampled_from(Tag), pieces=PIECES)
def test_no_words_close_their_tags(tag: Tag, pieces: list[str]) -> None:
    """However tags are put together, exactly one pair is left: ours."""
    text = enclose(tag, "".join(pieces)).lower()
    for each in Tag:
        expected = 1 if each is tag else 0
        assert text.count(f"<{each}>") == text.count(f"</{each}>") == expected


@given(st.text(alphabet=st.characters(exclude_characters="<")))
def test_words_without_a_bracket_are_untouched(text: str) -> None:
    """Nothing but tags is taken out."""
    assert without_tags(text) == text
