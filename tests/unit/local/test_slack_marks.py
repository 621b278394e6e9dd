"""Marks: whatever would ping, link or format is found; words that are only words are not."""

from __future__ import annotations

import pytest

from local.slack.records import Json
from tests.slack_blocks import actions, button, confirm, image, mrkdwn, plain
from tests.slack_marks import marks_of


def found(text: str = "", *blocks: Json) -> list[tuple[str, str]]:
    """Kind and words of each mark."""
    return [(mark.kind, mark.what) for mark in marks_of(text, blocks)]


def kinds(*blocks: Json) -> list[str]:
    """The kind of each mark of some blocks."""
    return [kind for kind, _ in found("", *blocks)]


def section(text: Json) -> Json:
    """A section with a text."""
    return {"type": "section", "text": text}


def rich(*parts: Json, container: str = "rich_text_section") -> Json:
    """A rich text block."""
    return {"type": "rich_text", "elements": [{"type": container, "elements": list(parts)}]}


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("<!channel>", "reference", "<!channel>"),
        ("<@U0ANA>", "reference", "<@U0ANA>"),
        ("<https://example.com|words>", "reference", "<https://example.com|words>"),
        ("<!date^1^{date}|now>", "reference", "<!date^1^{date}|now>"),
        ("@everyone look", "ping", "@everyone"),
        ("see https://example.com/a now", "link", "https://example.com/a"),
        ("see example.com now", "link", "example.com"),
        ("ana@example.com", "link", "ana@example.com"),
        ("in #general", "link", "#general"),
        ("a *loud* word", "bold", "*loud*"),
        ("(*loud*)", "bold", "*loud*"),
        ("a _soft_ word", "italic", "_soft_"),
        ("a ~wrong~ word", "strike", "~wrong~"),
        ("a `code` word", "code", "`code`"),
        ("```a\nb```", "pre", "```a\nb```"),
        ("first\n> second", "quote", "> second"),
        ("&gt; said", "quote", "&gt; said"),
        (":fox_face: runs", "emoji", ":fox_face:"),
    ],
)
def test_markup_is_found_in_mrkdwn_and_in_the_notification_text(
    text: str, kind: str, what: str
) -> None:
    """Slack's markup is found in a mrkdwn block and in a message's text."""
    assert (kind, what) in found("", section(mrkdwn(text)))
    assert (kind, what) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "a red fox",
        "&lt;!channel&gt; &lt;https:x|y&gt;",
        "2 * 3 * 4",
        "snake_case_name and a*b*c",
        "16:9 at 10:30:00",
        "ana's fox, e.g. this one...",
        "~ approximately",
        "a & b > c",
        "C# and #",
        "mail@ home",
    ],
)
def test_escaped_markup_and_punctuation_are_no_marks(text: str) -> None:
    """Escaped markup and ordinary punctuation are no marks."""
    assert found(text, section(mrkdwn(text))) == []


def test_any_name_in_the_notification_text_is_a_ping() -> None:
    """`chat.update` links names in the text unless told not to; blocks link broadcasts alone."""
    assert found("&lt;@ana and (@bo)") == [("ping", "@ana"), ("ping", "@bo")]
    assert found("", section(mrkdwn("&lt;@ana and (@bo)"))) == []


HOSTILE = "<!channel> *bold* https://example.com @here :fox_face:"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (section(plain(HOSTILE)), ["emoji"]),
        (section(plain(HOSTILE) | {"emoji": False}), []),
        (section(mrkdwn("https://example.com @here #general") | {"verbatim": True}), []),
        (rich({"type": "text", "text": HOSTILE}), []),
        (rich({"type": "text", "text": "loud", "style": {"bold": True}}), ["bold"]),
        (rich({"type": "user", "user_id": "U0ANA"}), ["user"]),
        (rich({"type": "usergroup", "usergroup_id": "S1"}), ["usergroup"]),
        (rich({"type": "broadcast", "range": "here"}), ["broadcast"]),
        (rich({"type": "channel", "channel_id": "C1"}), ["channel"]),
        (rich({"type": "link", "url": "https://x.y"}), ["link"]),
        (rich({"type": "emoji", "name": "art"}), ["emoji"]),
        (rich({"type": "text", "text": "x"}, container="rich_text_quote"), ["quote"]),
        (rich({"type": "text", "text": "x"}, container="rich_text_preformatted"), ["pre"]),
        (rich({"type": "text", "text": "x"}, container="rich_text_list"), ["list"]),
        ({"type": "section", "fields": [mrkdwn("*x*")]}, ["bold"]),
        ({"type": "context", "elements": [mrkdwn("*x*")]}, ["bold"]),
        (actions(button(confirm=confirm(text=mrkdwn("*x*")))), ["bold"]),
        (image(alt_text="*x*", title=plain(":art:")), ["emoji"]),
    ],
)
def test_each_place_is_read_as_slack_reads_it(block: Json, expected: list[str]) -> None:
    """Plain text knows emoji alone, rich text only its own elements, and no place is left out."""
    assert kinds(block) == expected
