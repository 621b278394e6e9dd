"""Marks: whatever would ping, link or format is found; words that are only words are not."""

from __future__ import annotations

from typing import Any

import pytest

from local.slack.marks import live_marks, pings
from local.slack.records import Json, Message


def message(text: str = "", *blocks: Json, **fields: Any) -> Message:
    """A message of the bot's."""
    return Message("C1", "1.000001", "U0BOT", text, blocks=blocks, by_bot=True, **fields)


def mrkdwn(text: str, **fields: Any) -> Json:
    """A section with formatted text."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, **fields}}


def plain(text: str, **fields: Any) -> Json:
    """A section with plain text."""
    return {"type": "section", "text": {"type": "plain_text", "text": text, **fields}}


def rich(*parts: Json, container: str = "rich_text_section") -> Json:
    """A rich text block."""
    return {"type": "rich_text", "elements": [{"type": container, "elements": list(parts)}]}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("<!channel>", "ping channel"),
        ("<!here|here>", "ping here"),
        ("<@U0ANA>", "ping U0ANA"),
        ("<!subteam^S1|@crew>", "ping S1"),
        ("@everyone look", "ping everyone"),
        ("<https://example.com|words>", "link https://example.com"),
        ("see https://example.com/a now", "link https://example.com/a"),
        ("see example.com now", "link example.com"),
        ("ana@example.com", "link ana@example.com"),
        ("<#C0GENERAL>", "link #C0GENERAL"),
        ("in #general", "link #general"),
        ("<!date^1^{date}|now>", "date !date^1^{date}"),
        ("a *loud* word", "bold *loud*"),
        ("a _soft_ word", "italic _soft_"),
        ("a ~wrong~ word", "strike ~wrong~"),
        ("a `code` word", "code `code`"),
        ("```a\nb```", "pre ```a\nb```"),
        ("first\n> second", "quote > second"),
        ("&gt; said", "quote &gt; said"),
        (":fox_face: runs", "emoji :fox_face:"),
        ("(*loud*)", "bold *loud*"),
    ],
)
def test_found_in_mrkdwn(text: str, mark: str) -> None:
    """Slack's markup is found in a mrkdwn block and in a message's text."""
    assert mark in live_marks(message("", mrkdwn(text)))
    assert mark in live_marks(message(text))


@pytest.mark.parametrize(
    "text",
    [
        "a red fox",
        "&lt;!channel&gt; &lt;@U0ANA&gt; &lt;https:x|y&gt;",
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
def test_words_are_words(text: str) -> None:
    """Escaped markup and ordinary punctuation are no marks."""
    assert live_marks(message(text, mrkdwn(text))) == []


def test_plain_text_knows_only_emoji() -> None:
    """Plain text formats nothing but emoji codes, and not even those when told so."""
    hostile = "<!channel> *bold* https://example.com @here :fox_face:"
    assert live_marks(message("", plain(hostile))) == ["emoji :fox_face:"]
    assert live_marks(message("", plain(hostile, emoji=False))) == []


def test_rich_text_reads_no_markup() -> None:
    """A rich text element's words are words, whatever they look like."""
    hostile = {"type": "text", "text": "<!channel> *bold* https://example.com @here :fox_face:"}
    assert live_marks(message("", rich(hostile))) == []


@pytest.mark.parametrize(
    ("part", "mark"),
    [
        ({"type": "user", "user_id": "U0ANA"}, "ping U0ANA"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "ping S1"),
        ({"type": "broadcast", "range": "here"}, "ping here"),
        ({"type": "channel", "channel_id": "C1"}, "link C1"),
        ({"type": "link", "url": "https://x.y"}, "link https://x.y"),
        ({"type": "emoji", "name": "art"}, "emoji art"),
        ({"type": "text", "text": "loud", "style": {"bold": True}}, "bold loud"),
    ],
)
def test_rich_text_elements(part: Json, mark: str) -> None:
    """Rich text's own elements ping, link and format."""
    assert live_marks(message("", rich(part))) == [mark]


@pytest.mark.parametrize(
    ("container", "kind"),
    [("rich_text_quote", "quote"), ("rich_text_preformatted", "pre"), ("rich_text_list", "list")],
)
def test_rich_text_containers(container: str, kind: str) -> None:
    """Quotes, preformatted text and lists are formats."""
    block = rich({"type": "text", "text": "words"}, container=container)
    assert live_marks(message("", block)) == [f"{kind} words"]


def test_found_wherever_text_stands() -> None:
    """Fields, contexts, buttons, titles and confirmations are all looked at."""
    bold = {"type": "mrkdwn", "text": "*x*"}
    blocks: list[Json] = [
        {"type": "section", "fields": [bold]},
        {"type": "context", "elements": [bold]},
        {"type": "actions", "elements": [{"type": "button", "confirm": {"text": bold}}]},
        {"type": "image", "alt_text": "*x*", "title": {"type": "plain_text", "text": ":art:"}},
        {"type": "markdown", "text": "**x**"},
    ]
    found = live_marks(message("", *blocks))
    assert found == ["bold *x*", "bold *x*", "bold *x*", "emoji :art:", "bold **x**"]


def test_button_that_leads_away() -> None:
    """A button with an address is a link."""
    button = {"type": "button", "url": "https://x.y", "text": {"type": "plain_text", "text": "Go"}}
    assert live_marks(message("", {"type": "actions", "elements": [button]})) == [
        "link https://x.y"
    ]


def test_mrkdwn_switched_off() -> None:
    """`mrkdwn: false` stops formats in `text`, but neither pings nor links."""
    text = "*loud* <!here> https://example.com"
    assert live_marks(message(text, mrkdwn=False)) == [
        "ping here",
        "link https://example.com",
    ]


def test_verbatim_leaves_bare_words() -> None:
    """Verbatim text and `parse: none` link nothing that is not in angle brackets."""
    text = "https://example.com @here #general <@U0ANA>"
    assert live_marks(message("", mrkdwn(text, verbatim=True))) == ["ping U0ANA"]
    assert live_marks(message(text, parse="none")) == ["ping U0ANA"]


def test_names_are_linked_on_request() -> None:
    """`link_names` and `parse: full` bring bare names alive; full parsing knows no brackets."""
    assert pings(message("@ana and @here")) == ["here"]
    assert sorted(pings(message("@ana and @here", link_names=True))) == ["ana", "here"]
    assert pings(message("@ana", parse="none", link_names=True)) == ["ana"]
    assert live_marks(message("<!channel> *b* @ana", parse="full")) == ["ping ana"]


def test_unfurling() -> None:
    """A link is expanded when asked for, and by itself when it leads to a picture."""
    page, film = "https://example.com/page", "https://example.com/fox.png"
    assert live_marks(message(page)) == [f"link {page}"]
    assert live_marks(message(page, unfurl_links=True)) == [f"link {page}", f"unfurl {page}"]
    assert live_marks(message(film)) == [f"link {film}", f"unfurl {film}"]
    assert live_marks(message(film, unfurl_media=False)) == [f"link {film}"]
