"""Whether words are visibly not English.

Stable Diffusion 3.5 reads English only and refuses other languages as if they were forbidden, so
words that are plainly something else are not painted as they are without telling. A cheap look, no
identification: scripts, letters with marks, and the small words every sentence has. Whatever is
not plain (a name, a borrowed word, one word that many languages share) passes for English.
"""

from __future__ import annotations

import re
import unicodedata

from core.text import clean, quoted

_WORD = re.compile(r"[^\W\d_]+")

_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """the and of with from that this these those which while into onto its it his their our
        your my wearing holding looking standing sitting made out through between behind beside
        inside there where who has have had been being very like""",
    )
)
"""Small words that are English and nothing else; one of them settles it."""

# Language by language, words of its own before the bar; after it words that also stand in names
# and in phrases English has borrowed (Rio de Janeiro, chili con carne, en route). Spellings that
# are ordinary English words ("die", "no", "in") are in neither.
_SMALL_WORDS = """
es: un una unos unas por que muy desde esta está donde mientras sus más sobre lleva
    | de la el las los del y con en al se su sin para como entre hasta es este
pt: uma não é pelo pela numa num ao à sobre muito você está
    | um em com na nos dos da de e os que por são
fr: une un dans avec qui ses sont très où leur cette
    | de la le les du des et en au aux sur sous est sans chez je ne l d à
it: una un nella nel nello della dello delle degli gli sul sulla molto più è sono uno
    | di da la le e del dei alla su che il dal
de: und ein eine einen einem einer eines auf ist zum zur der das dem für nicht auch sich wird
    sind bei aus unter durch nach vor
    | von vom des über ich du wie im mit
nl: een het voor naar bij uit niet aan zijn wordt onder
    | de van en op met te der
sv: och på ett är som från av mot hos
    | en det med om
da: og på af til som fra ved
    | en det med et der
pl: w się jest że nad przy oraz dla jego jej
    | na z ze po od
cs: ve je nad při který jeho
    | na v z se
ro: un și în pe cu din lângă
    | de la este
hu: egy és az alatt mellett között
    | nagy
tr: bir ve için ile bu çok olan üzerinde altında içinde gibi şu
    | da de en
vi: mot trong tren duoi cua voi nhung nguoi khong dep buoi cai
    | con cao dang cho va mau la
id: dengan sebuah seekor seorang untuk dari pada ini itu atas bawah dalam
    | yang di dan ke
tl: ang mga ng isang sa nasa kanyang
    | na
"""

# Written with their marks in English, too.
_BORROWED = frozenset(
    re.findall(
        r"\w+",
        """apéritif attaché açaí aïoli blasé bric brûlée bánh café cafés canapé château châteaux
        cliché clichés communiqué cortège coup crème crêpe crêpes doppelgänger dài dé
        décolletage décor déjà entrée exposé façade façades fiancé fiancée flambé frappé
        fräulein glögg gruyère jalapeño jalapeños jardinière lá manège matinée maté
        maître mañana mâché mélange ménage mêlée mì naïve naïveté noël née nón opéra
        papier phở piqué piñata piñatas première protégé provençal précis purée
        pâtisserie pâté raison rosé résumé rôle saké sauté señor señora señorita
        smörgåsbord soirée soufflé são séance touché tête vis voilà à áo área éclair
        éclairs élan émigré époque étagère über übermensch""",
    )
)

_COMMON = frozenset("abcdefghijklmnopqrstuvwxyzàáâäçèéêëíîïñóôöúùûü")
_VIETNAMESE = re.compile("[đơư\u1ea0-\u1ef9]")


def visibly_not_english(text: str) -> bool:
    """Whether anybody would see at a glance that these words are not English.

    Text in double quotes is to be drawn and does not count, unless there is nothing else. True is
    meant to be right: with any doubt the answer is False.
    """
    text = _unquoted(unicodedata.normalize("NFKC", clean(text)))
    runs = _WORD.findall(text)
    latin = [run for run in runs if _is_latin(run[0])]
    other = sum(_weight(run) for run in runs if not _is_latin(run[0]))
    if other > max(1, sum(map(len, latin))):
        return True
    words = [run.casefold() for run in latin]
    if not words or not _ENGLISH.isdisjoint(words):
        return False
    # A capital inside a sentence is a name's, unless everything is in capitals.
    plain = {
        run.casefold()
        for place, run in enumerate(latin)
        if place == 0 or run.isupper() or not run[0].isupper()
    }
    return _has_foreign_marks(plain, len(words)) or _has_foreign_small_words(words, plain)


def _has_foreign_marks(words: set[str], total: int) -> bool:
    marked = _marked(words)
    rare = {word for word in marked if not _COMMON.issuperset(word)}
    vietnamese = {word for word in marked if _VIETNAMESE.search(word)}
    return (
        (len(rare) >= 2 and 3 * len(rare) >= total)  # noqa: PLR2004, one may be borrowed
        or (len(marked) >= 3 and 5 * len(marked) >= 2 * total)  # noqa: PLR2004, English rarely has
        or (bool(vietnamese) and len(marked) >= 2 and 2 * len(marked) >= total)  # noqa: PLR2004
    )


def _has_foreign_small_words(words: list[str], plain: set[str]) -> bool:
    distinct, marked = set(words), _marked(plain)
    for own, shared in _LANGUAGES:
        strong = len(own & distinct)
        weak = len(shared & distinct)
        seen = strong + weak
        if strong and (seen >= 2 or marked - own) and 6 * seen >= len(words):  # noqa: PLR2004
            return True
        if seen >= 3 and 3 * seen >= len(words):  # noqa: PLR2004, more than a name has
            return True
    return False


def _marked(words: set[str]) -> set[str]:
    return {word for word in words if not word.isascii()} - _BORROWED


def _unquoted(text: str) -> str:
    rest, end = [], 0
    for start, stop in quoted(text):
        rest.append(text[end:start])
        end = stop
    without = " ".join([*rest, text[end:]])
    return without if _WORD.search(without) else text


def _is_latin(letter: str) -> bool:
    point = ord(letter)
    return (
        point < 0x0300  # noqa: PLR2004, block boundaries of Unicode, here and below
        or 0x1D00 <= point < 0x1F00  # noqa: PLR2004
        or 0x2C60 <= point < 0x2C80  # noqa: PLR2004
        or 0xA720 <= point < 0xA800  # noqa: PLR2004
    )


def _weight(run: str) -> int:
    """How many Latin letters a run in another script is worth."""
    first = ord(run[0])
    if 0x1100 <= first < 0x1200 or 0x3040 <= first < 0xD7B0 or first >= 0x20000:  # noqa: PLR2004
        return 2 * len(run)  # a syllable or a word a character
    if len(run) == 1 and 0x0370 <= first < 0x0530:  # noqa: PLR2004
        return 0  # a lone Greek or Cyrillic letter is a symbol
    return len(run)


def _languages() -> list[tuple[frozenset[str], frozenset[str]]]:
    found = []
    for entry in re.split(r"\n\w\w:", _SMALL_WORDS)[1:]:
        own, shared = (frozenset(part.split()) for part in entry.split("|"))
        found.append((own, shared))
    return found


_LANGUAGES = _languages()
