"""One clause of a reply: small talk, "again", a change, a question, or none of these.

A clause is a change when every word of it is known and their classes stand in one of a few shapes
("at night", "make it blue", "thêm tuyết đi"). `core.reply_words` has the words.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from core.reply_words import LEADS, TAILS, classify
from core.small_talk import (
    is_laughter,
    is_polite,
    is_question,
    is_remark,
    is_social,
    is_statement,
)


class Kind(Enum):
    """What a clause is.

    Attributes:
        POLITE: Please, thanks, yes and no, or only emoji: says nothing by itself.
        SOCIAL: Laughter and praise: says nothing by itself either.
        REMARK: Says something about the picture without asking for anything.
        STATEMENT: Says something about people.
        QUESTION: Asks people something.
        AGAIN: Asks for the same once more.
        CHANGE: Asks for something different.
        CHANGE_AGAIN: Both.
        FRAGMENT: Names something different ("at night"): asks for it where it stands alone, and
            after a remark goes on with that ("it's lovely, at night").
        OPEN: None of these by the rules.
    """

    POLITE = auto()
    SOCIAL = auto()
    REMARK = auto()
    STATEMENT = auto()
    QUESTION = auto()
    AGAIN = auto()
    CHANGE = auto()
    CHANGE_AGAIN = auto()
    FRAGMENT = auto()
    OPEN = auto()


_REQUEST = re.compile(
    r"^(?:(?:can|could|would|will) (?:you|we|u)(?: please| pls)?|would you mind"
    r"|(?:i(?:'d| would) like|i want)(?: you to)?|(?:mình|tôi|em) muốn)\s+"
)
_REQUEST_AT_END = re.compile(r"\s+(?:được|đc) (?:không|ko|hông|chứ|chưa)$")
_STOPPED = re.compile(r"(?:stop|cancel|delete|help|undo|quiet|shut|never|hủy|huỷ|dừng|thôi)\b")

_UNIT = r"(?:one|go|try|time|take|shot|version|variation|picture|image|attempt)"
_CAI = r"(?:cái|tấm|bức|hình|ảnh|bản|con|phiên\sbản|version)"
_AGAIN = re.compile(
    rf"""(?:
      (?:(?:do|try|paint|draw|roll|generate|render|make)\s(?:it\s|this\s|that\s)?)?
        (?:(?:once|one\smore\stime|one\stime)\s)?again(?:\sagain)*
    | once\smore | one\smore(?:\s{_UNIT})?
    | (?:(?:give|show)\s(?:me|us)\s|try\s|do\s|make\s|paint\s)?another(?:\s{_UNIT})?
    | (?:a\s)?(?:new|different|another|random)\sseed | (?:a\s)?different\s(?:version|one)
    | re-?(?:roll|do|try|generate|paint|draw)(?:\s(?:it|this|that))?
    | same\s(?:prompt\s|thing\s)?again
    | (?:(?:làm|vẽ|tạo|thử|chạy|roll|random|quay)\s)?lại(?:\s(?:một\s)?lần\snữa)?
    | (?:(?:thêm|vẽ|làm|thử)\s)?(?:một\s)?lần\snữa | nữa | thêm\snữa
    | (?:(?:cho|vẽ|làm|tạo)\s(?:mình\s|tôi\s|em\s|xin\s)?)?(?:thêm\s)?(?:một\s|1\s)?
        {_CAI}\s(?:khác|nữa)(?:\snữa)?
    | (?:vẽ|làm|cho|tạo)\sthêm(?:\s(?:một|1))?\s{_CAI} | thêm\s(?:một|1)\s{_CAI}
    | (?:đổi\s)?seed(?:\s(?:mới|khác))|đổi\sseed
    | (?:lam|ve|thu)\slai | (?:them\s)?(?:mot\s)?lan\snua | them\s(?:mot\s)?(?:cai|tam|buc|anh)\snua
    )""",
    re.VERBOSE,
)
_AGAIN_WITH_TAIL = frozenset({"nữa"})
_NOT_AGAIN = re.compile(
    r"(?:lại nữa|not again|never again|once again|then again|and again|but again|again and)\b"
)
# Beginnings after which more of the same picture is meant: "same but ...", "try it with ...".
_SAME = re.compile(
    rf"(?:{_AGAIN.pattern}|(?:the\s)?same(?:\s(?:one|thing|picture|image|prompt))?"
    r"|try(?:\s(?:it|this|that|one))?|this(?:\sone)?\s(?=but)|like\sthis(?=\sbut)"
    r"|giống\s(?:vậy|thế|cũ)|như\s(?:vậy|thế|cũ)|y\schang)\s+(?=\S)",
    re.VERBOSE,
)

# Shapes of instructions, as patterns over the classes of their words (see core.reply_words).
_LOOK = "[cvq]"
_THING = "[nkaW]"
_NP = rf"[dz]*{_LOOK}*{_THING}+{_LOOK}*"  # a red hat, con mèo đen
_PLACE = rf"(?:[oTwi]+[dz]*{_LOOK}*[nkaWs]+{_LOOK}*)*"  # ... next to the fox
_LOOKS = rf"[deg]*{_LOOK}+(?:o{_LOOK}+)*h?e*"  # a bit brighter and softer, tối hơn một chút
_MEDIUM = r"[dz]*[cv]*m+"  # a pencil sketch
_RESULT = rf"(?:{_LOOKS}|{_NP}{_PLACE}|[dz]*s|{_MEDIUM})"
_SHAPES = re.compile(
    rf"""(?:
      M(?:[tz]|[dz]*{_LOOK}*{_THING}+)l?[fFToiw]?(?:[deg]*{_RESULT}|k+[cv]+)  # make the sky darker
    | MG?T?t?[cv]he* | Gt?[cv]he* | [MG]k+[cv]+h?       # làm cho nó tối hơn, cho nền xanh
    | [MC][tz]T{_RESULT} | [MC]T(?:[dz]*s|{_MEDIUM}|k*[cv]+)    # turn it into a cat
    | C[dz]*{_LOOK}*[ka]+{_LOOK}*(?:o?[dz]*[ka]+)*(?:T{_RESULT})?   # change the hat to a crown
    | A(?:[deg]+o)?[degz]*{_NP}{_PLACE}[oi]*            # add more snow, thêm hoa vào
    | G(?:t|[dz]*a+)(?:A?[dg]+{_LOOK}*{_THING}+{_LOOK}*|A?y{_NP}|A{_NP})    # cho nó đội mũ xanh
    | R[dzog]*{_LOOK}*[kpaW]+{_LOOK}*{_PLACE}           # remove the hat
    | D[dzg]*{_LOOK}*[kpa]+                             # lose the hat, no people
    | [de]*g[deg]*(?:{_LOOK}+|{_LOOK}*{_THING}+)        # more snow, a bit more realistic
    | [de]*q+e*                                         # much brighter
    | i(?:[dz]*[sW]+|{_MEDIUM}|[cv]*c+)                 # at night, in the rain, in blue
    | f{_MEDIUM}                                        # as a watercolor
    | i[dz]*[cvmn]+r | [cv]*m+r | i?r[cvm]+             # in anime style, phong cách anime
    | w[deg]*[dgD][deg]*{_LOOK}*{_THING}+{_LOOK}*{_PLACE}   # with a red scarf
    | u[dzg]*{_LOOK}*[kpaW]+{_LOOK}*                    # without the hat
    | d[cv]+1                                           # a blue one
    | (?:{_NP}|[cv]+)j(?:o?{_NP})?                      # a wolf instead of the fox
    )""",
    re.VERBOSE,
)
# Said alone these are as likely an answer; with "please", "đi" or "nhé" after them they are not.
_SHAPES_WITH_TAIL = re.compile(rf"s|k+[cv]+|t?vhe*|{_MEDIUM}|[cv]*c")
# After "but", or "same" and its like, less is needed to be clear: "but blue", "same in the forest".
_SHAPES_OF_THE_SAME = re.compile(
    rf"[iowufFTy]+[dzeg]*{_LOOK}*[nkpasWm]+{_LOOK}*{_PLACE}|{_LOOKS}|[iowufF]*{_MEDIUM}|[dz]*s"
)
_LONGEST = 15  # words; an instruction is short, and the patterns above are not for long strings
_CONTRAST = frozenset({"but", "now", "nhưng", "giờ"})
_VERBS = frozenset("MCARDG")
_IDIOMS = frozenset({"make it rain", "make it snow", "paint it black"})


def judge_clause(clause: str, about: frozenset[str], *, question: bool, to_us: bool) -> Kind:
    """What a clause is.

    Args:
        clause: One clause in lower case, its punctuation and emoji taken off.
        about: What the picture is about, from `core.reply_words.subjects`.
        question: Whether a question mark followed.
        to_us: Whether the reply begins by naming us, so that a polite question is a request.
    """
    if is_social(clause):
        return Kind.POLITE if is_polite(clause) else Kind.SOCIAL
    instruction = _REQUEST_AT_END.sub("", _REQUEST.sub("", clause))
    request = instruction != clause
    if request and not to_us:
        return Kind.OPEN
    asked = _asked_for(instruction, about)
    if asked is not Kind.OPEN:
        return Kind.OPEN if question and not to_us else asked
    return Kind.OPEN if request else _talk(clause, question=question, to_us=to_us)


def _talk(clause: str, *, question: bool, to_us: bool) -> Kind:
    if question or (to_us and is_question(clause)):
        return Kind.QUESTION if is_question(clause) else Kind.OPEN
    if is_statement(clause) or (to_us and _STOPPED.match(clause)):
        return Kind.STATEMENT
    return Kind.REMARK if is_remark(clause) else Kind.OPEN


def _asked_for(clause: str, about: frozenset[str]) -> Kind:
    if _NOT_AGAIN.match(clause) or clause in _IDIOMS:
        return Kind.OPEN
    words = clause.split()
    if len(words) > _LONGEST:
        return Kind.OPEN
    contrast = False
    while words and (words[0] in LEADS or is_laughter(words[0])):
        contrast = contrast or words[0] in _CONTRAST
        words = words[1:]
    tail = False
    while words:
        kind = _instruction(" ".join(words), about, contrast=contrast, tail=tail)
        if kind is not Kind.OPEN or not (words[-1] in TAILS or is_laughter(words[-1])):
            return kind
        tail = tail or words[-1] in TAILS
        words = words[:-1]
    return Kind.OPEN


def _instruction(said: str, about: frozenset[str], *, contrast: bool, tail: bool) -> Kind:
    if _AGAIN.fullmatch(said) and (tail or said not in _AGAIN_WITH_TAIL):
        return Kind.AGAIN
    same = _SAME.match(said)
    if same:
        rest = re.sub(r"^(?:but|and|nhưng|mà)\s+", "", said[same.end() :])
        if _fits(rest, about, _SHAPES, _SHAPES_OF_THE_SAME):
            again = _AGAIN.fullmatch(same[0].strip())
            return Kind.CHANGE_AGAIN if again else Kind.CHANGE
    more = ((contrast, _SHAPES_OF_THE_SAME), (tail, _SHAPES_WITH_TAIL))
    if not _fits(said, about, _SHAPES, *(shapes for said_so, shapes in more if said_so)):
        return Kind.OPEN
    orders = classify(said, about)[0] in _VERBS and not said.startswith("no ")
    return Kind.CHANGE if orders or contrast or tail else Kind.FRAGMENT


def _fits(words: str, about: frozenset[str], *shapes: re.Pattern[str]) -> bool:
    classes = classify(words, about)
    return any(shape.fullmatch(classes) for shape in shapes)
