"""What a reply in a picture's thread asks for, by rules alone.

Most replies are talk between people, and a picture nobody asked for costs money and patience. So
the rules say yes only to what can hardly be anything else, and no to what is plainly talk; the
rest is `Unsure`, for a model to look at. They read English, Vietnamese and the two mixed.

    Reply ── to somebody else ──────────────────────────────── Talk
      ├── only options ("seed 42", "--ar 1:1") ─────────────── Change
      └── clause by clause: small talk is set aside, then
            ├── nothing left ───────────────────────────────── Talk
            ├── "again", "another one", "làm lại" ──────────── Again
            ├── a known shape of known words ("at night") ──── Change
            └── anything else ── begins with our name ──────── Change
                                └─ otherwise ───────────────── Unsure (questions to people: Talk)

`core.reply_words` has the words, `core.clauses` the shapes. Knows nothing of threads or services.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from core.clauses import Kind, judge_clause
from core.errors import OptionError
from core.option_values import DASHES
from core.options import Changes, parse_changes
from core.reply_words import subjects
from core.text import clean

LONGEST = 60
"""Words of a reply not addressed to us that are read; a longer one is a conversation."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in a picture's thread, as its door saw it.

    Attributes:
        text: The person's words, plain, mentions taken out.
        to_us: It begins by naming us, or stands where every word is for us.
        to_others: It mentions somebody else.
        with_image: An image came with it.
        about: The prompt of the picture it follows, in the person's words.
    """

    text: str
    to_us: bool = False
    to_others: bool = False
    with_image: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """The same picture with a new seed."""


@dataclass(frozen=True, slots=True)
class Change:
    """Another picture that builds on this one's recipe.

    Attributes:
        words: What is to be different, as typed, options and small talk taken out; empty when only
            options change, or when an image came without words.
        options: The options that change.
        new_seed: Whether "again" was said too; otherwise the seed stays.
    """

    words: str = ""
    options: Changes = field(default_factory=Changes)
    new_seed: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """Nothing for us."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """The rules cannot tell."""


Ruling = Again | Change | Talk | Unsure

_CHANGING = frozenset({Kind.CHANGE, Kind.CHANGE_AGAIN, Kind.FRAGMENT})
_ASKING = _CHANGING | {Kind.AGAIN}
_PASSING = frozenset({Kind.SOCIAL, Kind.REMARK})
_BETWEEN_PEOPLE = frozenset({Kind.QUESTION, Kind.STATEMENT})
_CLAUSE = re.compile(r"([^.!?,;…]+)([.!?,;…]*)")
_EMOJI = re.compile(
    r":[a-z0-9_+'-]+:(?::skin-tone-\d:)?"  # as chats write them
    r"|[\u2190-\u2bff\ufe0f\u200d\u20e3\U0001f000-\U0001faff]"
    r"|(?<!\w)(?:[:;=]['-]?[()DPpOo3/\\|]+|<3+|\^_*\^)(?!\w)"
)
_LINK_OR_CODE = re.compile(r"https?://|```")
_OPTION_FIRST = re.compile(rf"[{DASHES}]{{1,3}}[^\W\d_]")
_NUMBER = r"\s*(?:=|:|to|thành)?\s*\#?\s*"
_BARE = re.compile(
    rf"""(?<![{DASHES}\w])(?:
      seed{_NUMBER}(?P<seed>-?\d[\w.]*)
    | (?:ar|(?:aspect\s)?ratio|aspect|t[ỉỷ]\slệ|khổ){_NUMBER}(?P<ar>\d{{1,4}}\s?[:x×/]\s?\d{{1,4}})
    | (?P<ratio>21:9|16:9|9:16|9:21|1:1|4:5)
    | (?:style|phong\scách){_NUMBER}(?P<style>[{DASHES}\w]+)
    | strength{_NUMBER}(?P<strength>[\d.,]*\d\s?%?)
    )(?![\w:])""",
    re.IGNORECASE | re.VERBOSE,
)
_BESIDE_BARE = frozenset(
    re.findall(
        r"\w+",
        """again same another once more try use set with in as and the it make change but please pls
        plz this instead to at lại làm vẽ với dùng đổi thử nhé nha đi ạ giúp""",
    )
)


def judge(reply: Reply, *, styles: Collection[str]) -> Ruling:
    """What the reply asks for, as far as rules can tell.

    Args:
        reply: What was written.
        styles: Names of the styles there are.

    Raises:
        OptionError: It is plainly for us, and an option in it cannot be taken.
    """
    text = _own_words(reply.text)
    if reply.to_others or (not reply.to_us and _is_conversation(text)):
        return Talk()
    if not text:
        return Change() if reply.with_image and not reply.text.strip() else Talk()
    text = _spelt_out(text, styles)
    try:
        words, options = parse_changes(text, styles=styles)
    except OptionError as error:
        if _is_ours(text, reply, error):
            raise
        return Unsure()
    ruling = _judge_words(words, reply) if words else Change()
    return _with_options(ruling, options, reply, text) if options else ruling


def _own_words(text: str) -> str:
    """The words on one line, without the lines quoted from somebody else."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    return clean(", ".join(line.strip(" ,") for line in lines if line.strip()))


def _is_conversation(text: str) -> bool:
    return _LINK_OR_CODE.search(text) is not None or len(text.split()) > LONGEST


def _with_options(ruling: Ruling, options: Changes, reply: Reply, text: str) -> Ruling:
    match ruling:
        case Again():
            return Change(options=options, new_seed=True)
        case Change():
            return Change(ruling.words, options, ruling.new_seed)
        case Talk() if reply.to_us or _OPTION_FIRST.match(text):
            return Change(options=options)
    return Unsure()


def _spelt_out(text: str, styles: Collection[str]) -> str:
    """Options without their dashes given them, where the reply says nothing else."""
    found = [each for each in _BARE.finditer(text) if _names_a_value(each, styles)]
    rest = _BARE.sub(lambda each: " " if _names_a_value(each, styles) else each[0], text)
    rest = _EMOJI.sub(" ", rest).strip(" .,!").casefold()
    if not found or not _BESIDE_BARE.issuperset(re.findall(r"[^\s,]+", rest)):
        return text
    options = {name: value for each in found for name, value in each.groupdict().items() if value}
    if "ratio" in options:
        options.setdefault("ar", options.pop("ratio"))
    spelt = [f"--{name} {value}" for name, value in options.items() if name != "ratio"]
    again = [word for word in ("again", "another", "lại") if word in rest.split()]
    return " ".join([*again[:1], *spelt])


def _names_a_value(bare: re.Match[str], styles: Collection[str]) -> bool:
    return not bare["style"] or bare["style"].casefold() in styles


def _is_ours(text: str, reply: Reply, error: OptionError) -> bool:
    """Whether a reply with a bad option is for us all the same, so that its writer is told."""
    if reply.to_us or error.field == "option":
        return reply.to_us
    before = re.split(rf"\s[{DASHES}]{{1,3}}(?=\w)", text, maxsplit=1)[0]
    asks = isinstance(_judge_words(before, reply), Again | Change)
    return asks or _OPTION_FIRST.match(text) is not None


def _judge_words(words: str, reply: Reply) -> Ruling:
    about = subjects(reply.about)
    asked: list[str] = []
    kinds: set[Kind] = set()
    for found in _CLAUSE.finditer(_EMOJI.sub(", ", words)):
        plain = " ".join(found[1].replace("’", "'").split())
        clause = plain.casefold().strip(" *_~`'\"()-–—")
        kind = judge_clause(clause, about, question="?" in found[2], to_us=reply.to_us)
        if kind in _CHANGING:
            asked.append(plain)
        kinds.add(kind)
    return _ruled(kinds, asked, words, reply)


def _ruled(kinds: set[Kind], asked: list[str], words: str, reply: Reply) -> Ruling:
    said = kinds - _PASSING - {Kind.POLITE}
    if not said or (said <= _BETWEEN_PEOPLE and not reply.to_us):
        return Talk()
    if said & _BETWEEN_PEOPLE:
        return Unsure()
    if not said <= _ASKING:
        return Change(words) if reply.to_us else Unsure()
    if Kind.FRAGMENT in said and kinds & _PASSING and not reply.to_us:
        return Unsure()
    again = not said.isdisjoint({Kind.AGAIN, Kind.CHANGE_AGAIN})
    return Change(", ".join(asked), {}, again) if asked or reply.with_image else Again()
