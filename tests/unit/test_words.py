"""Slack's notation undone."""

from __future__ import annotations

import pytest

from bot.words import addressed, mentions, plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a red fox", "a red fox"),
        ("<@U0BOT> a red fox", "a red fox"),
        ("<@U0BOT>: a red fox", "a red fox"),
        ("<@U0BOT>, <@U0ANA|ana> – a red fox", "a red fox"),
        ("<@U0BOT> --ar 1:1 a fox", "--ar 1:1 a fox"),
        ("<@U0BOT> —ar 1:1 a fox", "—ar 1:1 a fox"),
        ("draw <@U0ANA> as a knight", "draw as a knight"),
        ("a banner for <#C0GEN|general>", "a banner for #general"),
        ("in <#C0GEN> or <#C0GEN|>", "in or"),
        ("<!here> <!channel> <!subteam^S01|@team> a fox", "a fox"),
        ("by <!date^1392734382^{date}|18 February>", "by 18 February"),
        ("see <https://example.com/a?b=1&amp;c=2|our page>", "see our page"),
        ("see <https://example.com/a?b=1&amp;c=2>", "see https://example.com/a?b=1&c=2"),
        ("says <http://example.com|example.com>", "says example.com"),
        ("mail <mailto:a@example.com|a@example.com>", "mail a@example.com"),
        ("mail <mailto:a@example.com>", "mail a@example.com"),
        ("salt &amp; pepper, 1 &lt; 2 &gt; 0", "salt & pepper, 1 < 2 > 0"),
        ("typed &amp;lt; and &amp;amp;", "typed &lt; and &amp;"),
        (
            "&lt;!channel&gt; *bold* &lt;https://x|y&gt; @here",
            "<!channel> *bold* <https://x|y> @here",
        ),
        ("&lt;@U0ANA&gt; a fox", "<@U0ANA> a fox"),
        (":fox_face: *big* _and_ `red`", ":fox_face: *big* _and_ `red`"),
        ("two\nlines  <@U0ANA>\n", "two\nlines"),
        ("", ""),
        ("a < b <", "a < b <"),
    ],
)
def test_plain_words(text: str, words: str) -> None:
    """Tokens become what a reader sees, addressing goes, and escapes are undone exactly once."""
    assert plain(text) == words


def test_mentions_in_order_and_once() -> None:
    """People are named once each; what was typed with escaped brackets mentions nobody."""
    text = "<@U0BOT> <@W0ANA|ana> <@U0BOT> &lt;@U0BO&gt; <#C0GEN|x> <!here>"
    assert mentions(text) == ("U0BOT", "W0ANA")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U0BOT> make it blue", True),
        ("<@U0BOT|imagine>, blue", True),
        ("hey <@U0BOT> make it blue", True),
        ("Ok, <@U0BOT>!", True),
        ("<@U0ANA> <@U0BOT> blue", False),
        ("ask <@U0BOT> for a blue one", False),
        ("make it blue <@U0BOT>", False),
        ("make it blue", False),
        ("", False),
    ],
)
def test_addressed_means_named_first(text: str, expected: bool) -> None:
    """Only a message that begins with our name is to us."""
    assert addressed(text, "U0BOT") is expected


@pytest.mark.parametrize("piece", ["<", "<@", "<@U0", "&", "&amp;", "<a|", ">", "<@U0A>", " ,"])
def test_long_text_takes_bounded_time(piece: str) -> None:
    """Half-open tokens by the ten thousand come through."""
    text = piece * 10_000
    assert len(plain(text)) <= len(text)
    assert len(mentions(text)) <= 1
    assert addressed(text, "U0A") is text.startswith("<@U0A>")
