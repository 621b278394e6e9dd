"""Small talk: what people say to each other below a picture, in English and Vietnamese.

Knows thanks, laughter, praise, remarks, statements and questions; nothing of instructions.
"""

from __future__ import annotations

import re

_SAYS_IT = frozenset(
    re.findall(
        r"[\w'+]+",
        """please pls plz lol lmao rofl haha hahaha hehe hihi heh ha xd thanks thank thx ty
        cheers nice great cool awesome amazing beautiful wow whoa omg perfect good
        lovely gorgeous stunning adorable brilliant fantastic excellent wonderful
        impressive neat sweet cute funny fun wild hilarious love loves loved likes
        liked pretty same ok okay k yes yeah yep yup no nope nah sure agreed agree
        exactly indeed true right hmm hm oh ah aw aww yay hi hey hello morning bye
        welcome well done such bad ugly weird interesting congrats +1 100 dude help
        best ever better worst cảm cám ơn đẹp quá hay tuyệt vời dễ thương xinh ghê
        thật đỉnh ừ ừm dạ vâng vãi chuẩn chất ngầu yêu thích xấu kinh ôi trời ơi
        trùi hài buồn cười xịn đúng tốt giỏi lắm phết""",
    )
)
_GOES_WITH_IT = frozenset(
    re.findall(
        r"[\w'+]+",
        """like i we you it this that these one job work stuff so very really too much all
        here both a the is are was guys everyone team man for not rồi nhỉ nha nhé nè đó đấy
        thế mà luôn á ạ mọi người cả nhà anh chị em bạn mình không đâu được""",
    )
)
_POLITE = frozenset(
    re.findall(
        r"\w+",
        """please pls plz ok okay yes yeah yep no nope hmm oh thanks thank thx ty you so much for it
        this that cheers hey hi nhé nha đi ạ vâng dạ ừ cảm cám ơn bạn""",
    )
)
_LAUGHTER = re.compile(r"(?:a?(?:ha|hi|he|hô|ho|ka){2,}h?|k{2,}|l+o+l+|lmf?ao+|rofl|xd+|ahihi)")

_REMARK = re.compile(
    r"(?:it|this|that|he|she|the \w+)(?:'s| is| looks?| seems?| was)\b"
    r"|(?:looks?|seems?|too|so|very|kinda|a bit too|pretty|what an?|how|love|nice|great|cool)\b"
    r"|i (?:really |also |still )?(?:love|like|prefer|hate)d?\b"
    r"|(?:nhìn|trông|quá|hơi|đẹp|xinh|hay|thích)\b"
)
_STATEMENT = re.compile(
    r"(?:i'm|i am|i was|i have|i've|i had|i saw|i'll|i will|we're|we are|we have|we had|we'll"
    r"|we will|we should|they|he'll|she'll|he|she|my|our|you're|you are|you should|you can|see you"
    r"|let me|let's (?:use|go|talk|meet|ship|discuss|see|wait)|ask|tell|anyone|somebody|someone"
    r"|good (?:morning|night|point|idea|question)|not sure|no idea|no worries|never mind|nvm)\b"
)
_QUESTION = re.compile(
    r"(?:who|whose|what(?! about| if)|when|where|why|which|how(?! about)|(?:is|are|was|were|did"
    r"|does|do|have|has)(?:n't)?|anyone|anybody"
    r"|ai|sao|tại sao|vì sao|bao giờ|khi nào|ở đâu|cái gì)\b"
)
_ASKED_IN_VIETNAMESE = re.compile(
    r"\b(?:không|ko|hông|à|hả|chưa|nhỉ|gì|ai|đâu|sao|vậy|thế|nào|mấy|bao nhiêu)$"
)


def is_laughter(word: str) -> bool:
    """Whether one word, in lower case, is laughing."""
    return _LAUGHTER.fullmatch(word) is not None


def is_social(clause: str) -> bool:
    """Whether a clause, in lower case, is thanks, praise, laughter, a yes or a no, or empty."""
    words = clause.split()
    said = [word for word in words if word in _SAYS_IT or is_laughter(word)]
    return (not words or bool(said)) and _GOES_WITH_IT.union(said).issuperset(words)


def is_polite(clause: str) -> bool:
    """Whether a social clause is no more than please, thanks, yes or no, or nothing at all."""
    return _POLITE.issuperset(clause.split())


def is_remark(clause: str) -> bool:
    """Whether a clause says how a picture is, without asking for anything."""
    return _REMARK.match(clause) is not None


def is_statement(clause: str) -> bool:
    """Whether a clause says something about people."""
    return _STATEMENT.match(clause) is not None


def is_question(clause: str) -> bool:
    """Whether a clause is a question as people ask each other, by how it begins or ends."""
    return bool(_QUESTION.match(clause) or _ASKED_IN_VIETNAMESE.search(clause))
