"""The local text model's voice: prompts, translations, source images and forced tools by rules."""

from __future__ import annotations

import io
from itertools import product

import pytest
from PIL import Image, ImageDraw

from core.intent import _TOOL
from core.quoting import Tag, enclose
from core.style import Style, system_prompt
from core.styles import STYLES
from core.vetting import vet
from local.bedrock.nova import Said
from local.painter.reading import read
from local.painter.scene import Medium
from local.rewriter import Rewriter, dictionary, phrasing, seeing
from local.rewriter.dictionary import UNKNOWN, in_english
from local.rewriter.seeing import describe

PROMPTS = (
    "a red fox in the snow",
    "three green apples and a blue vase on a wooden table",
    "a knight riding a dragon over a castle at night",
    'two cats and a wooden sign that says "OPEN" in the rain',
    "an astronaut on the moon",
    "a lighthouse in a storm",
    "a hot air balloon over mountains at sunrise",
    "a bowl of ramen",
    "peace",
    "🦊🦊🦊",
)
SHAPES = ((300, 200), (200, 300), (200, 200))
ENRICHING = [style for style in STYLES.values() if not style.keeps_words]
SCHEMA = _TOOL["toolSpec"]["inputSchema"]["json"]


def _write(words: str, style: Style, image: bytes | None = None, max_tokens: int = 400) -> str:
    system = system_prompt(style, with_source=image is not None)
    return Rewriter().write(Said(system, enclose(Tag.REQUEST, words), image, max_tokens))


def _picture(ground: str, shape: str = "", size: tuple[int, int] = (300, 200)) -> bytes:
    image = Image.new("RGB", size, ground)
    if shape:
        inner = (size[0] * 0.3, size[1] * 0.25, size[0] * 0.7, size[1] * 0.75)
        ImageDraw.Draw(image).ellipse(inner, fill=shape)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _decide(reply: str, asked: str = "a red fox in the snow") -> dict[str, object]:
    text = "\n".join((enclose(Tag.PICTURE, f"Asked for: {asked}"), enclose(Tag.REPLY, reply)))
    return Rewriter().fill(Said("", text), "decide", SCHEMA)


@pytest.mark.parametrize("style", ENRICHING, ids=lambda style: style.name)
@pytest.mark.parametrize("words", PROMPTS)
def test_a_prompt_keeps_its_words_and_grows_to_length(words: str, style: Style) -> None:
    """English words stand in the answer letter by letter, and 60 to 120 words come of them."""
    answer = _write(words, style)
    assert words[1:] in answer
    assert 60 <= len(answer.split()) <= 120


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: style.name)
@pytest.mark.parametrize("words", [*PROMPTS, "một con cáo đỏ trong tuyết"])
def test_an_answer_is_one_the_bot_would_paint(words: str, style: Style) -> None:
    """Nothing in it is thrown away or mended by the bot's own vetting of models' answers."""
    instruction = system_prompt(style, with_source=False)
    answer = _write(words, style)
    kept = vet(answer, words=words, style=style, instruction=instruction, with_source=False)
    assert kept == answer


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: style.name)
@pytest.mark.parametrize("words", PROMPTS)
def test_what_is_added_adds_nothing_to_the_scene(words: str, style: Style) -> None:
    """The painter reads the same things, place, hour and weather in the longer prompt."""
    short, long = read(words), read(_write(words, style))
    assert [thing.noun.name for thing in long.things] == [thing.noun.name for thing in short.things]
    assert (long.place, long.time, long.weather) == (short.place, short.time, short.weather)


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("photorealistic", {Medium.PHOTO}),
        ("cinematic", {Medium.CINEMATIC}),
        ("artistic", {Medium.OIL, Medium.WATERCOLOUR}),
        ("anime", {Medium.ANIME}),
        ("default", {Medium.RENDER}),
        ("minimal", {Medium.RENDER}),
    ],
)
def test_the_style_shows_in_the_painting(name: str, media: set[Medium]) -> None:
    """Each style's words give the painter its medium."""
    assert read(_write("a red fox in the snow", STYLES[name])).medium in media


def test_an_operators_own_style_is_shown_by_its_guidance() -> None:
    """A style that is none of ours lends a few words of its guidance, too few for an echo."""
    noir = Style(
        "noir", "Hard shadows", "a still of a forties crime story with hard light and rain."
    )
    answer = _write("a red fox", noir)
    assert "In the manner of a still of a forties crime story with." in answer
    assert "hard light and rain" not in answer


def test_no_word_the_rewriter_writes_of_itself_is_a_thing_to_the_painter() -> None:
    """Its sentences, their words one by one, and what it says of a source draw nothing."""
    sentences = [sentence for each in phrasing._phrases().values() for sentence in each]
    sentences += [UNKNOWN, f"with the words {' '.join(seeing._NAMES)}"]
    for ground, shape, size in product(("white", "gray", "black"), ("", "brown"), SHAPES):
        sentences.append(describe(_picture(ground, shape, size)))
    words = {word for sentence in sentences for word in sentence.split()}
    drawn = {said: read(said).things for said in [*sentences, *sorted(words)]}
    assert {said: things for said, things in drawn.items() if things} == {}


def test_a_translated_word_is_drawn_as_itself_or_not_at_all() -> None:
    """Each English word of the dictionary draws only a thing of that name, if it is a thing."""
    for entry in set(dictionary._table().values()):
        names = {entry.english, entry.english.removesuffix("s"), *entry.english.split()}
        drawn = {thing.noun.name for thing in read(entry.english).things}
        assert drawn <= (names if entry.sort == "n" else set()), entry


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: style.name)
@pytest.mark.parametrize("words", ["as a watercolor painting", "красная лиса в снегу", "ein Weg"])
def test_what_was_misread_is_drawn_no_more(words: str, style: Style) -> None:
    """A shared image draws no finger for "middle", a foreign prompt no deer for "does"."""
    picture = _picture("white", "brown") if words.isascii() else None
    assert read(_write(words, style, picture)).things == ()


def test_the_same_words_give_the_same_answer() -> None:
    """No chance is in it."""
    assert _write(PROMPTS[0], STYLES["default"]) == _write(PROMPTS[0], STYLES["default"])


def test_an_instruction_is_rewritten_and_not_obeyed() -> None:
    """What is to be seen stays, "draw me a picture of" goes."""
    assert _write("please draw me a picture of a castle", STYLES["anime"]).startswith("A castle. ")


def test_minimal_keeps_every_word() -> None:
    """The minimal style adds a few words on quality and nothing else."""
    assert _write("a red fox in the snow", STYLES["minimal"]) == (
        "A red fox in the snow, clear focus, soft natural light, balanced composition."
    )


def test_an_answer_keeps_within_its_tokens() -> None:
    """Ten tokens are at most forty characters, ended at a word."""
    answer = _write("a red fox in the snow", STYLES["default"], max_tokens=10)
    assert len(answer) <= 40
    assert answer.startswith("A red fox in the snow.")


@pytest.mark.parametrize(
    ("words", "english"),
    [
        ("một con cáo đỏ trong tuyết", "a red fox in the snow"),
        ("hai con mèo đen ngủ trên ghế đỏ", "two black cats sleeping on a red chair"),
        ("một con thuyền giấy trên sông", "a paper boat on the river"),
        ("un zorro rojo en la nieve por la noche", "a red fox in the snow at night"),
        ("un renard rouge dans la neige", "a red fox in the snow"),
        ("ein roter Fuchs im Schnee", "a red fox in the snow"),
        ("雪の中の赤い狐", "a red fox in the snow"),
        ("猫が椅子の上で寝ている", "a cat sleeping on a chair"),
        ("bãi biển lúc hoàng hôn đẹp", "A view in the beach at sunset"),
    ],
)
def test_common_words_of_other_languages_are_put_into_english(words: str, english: str) -> None:
    """Things, colours, counts and places of five languages come out in English order."""
    assert in_english(words) == english


@pytest.mark.parametrize("words", ["красная лиса в снегу", "ثعلب أحمر في الثلج", "붉은 여우"])
def test_what_cannot_be_read_is_said_so(words: str) -> None:
    """A language it does not know gives an honest sentence in English, not a guess."""
    assert in_english(words) == UNKNOWN


def test_lettering_is_never_translated() -> None:
    """Text in quotes goes over letter by letter."""
    said = in_english('một con mèo với dòng chữ "XIN CHÀO" trong thành phố')
    assert said == 'a cat in the city, with the words "XIN CHÀO"'


@pytest.mark.parametrize("words", ["a red fox", "café in Đà Nẵng at night", "peace", "naïve art"])
def test_english_is_left_alone(words: str) -> None:
    """English words, borrowed ones included, come back as they are."""
    assert in_english(words) == words


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (_picture("white", "orange"), ("in a wide frame", "an orange shape", "against white")),
        (_picture("navy"), ("mostly in dark blue", "dark overall")),
        (
            _picture("white", size=(200, 300)),
            ("in a tall frame", "mostly in white", "bright overall"),
        ),
        (
            _picture("black", "red", (200, 200)),
            ("nearly equal-sided", "a red shape", "against black"),
        ),
    ],
)
def test_a_source_image_is_described_in_plain_terms(content: bytes, parts: tuple[str, ...]) -> None:
    """Its frame, its colours by name and how bright it is."""
    seen = describe(content)
    assert all(part in seen for part in parts), seen


def test_a_source_makes_an_instruction_a_description() -> None:
    """What is wanted and what the source looks like stay, "make it look like" goes."""
    answer = _write(
        "make it look like an oil painting", STYLES["default"], _picture("white", "orange")
    )
    assert answer.startswith("An oil painting, in a wide frame, with an orange shape in the middle")
    assert 60 <= len(answer.split()) <= 120


@pytest.mark.parametrize("reply", ["again", "one more please", "Another!", "làm lại", "try again"])
def test_again_is_again(reply: str) -> None:
    """Short calls for another try, in English and Vietnamese."""
    assert _decide(reply) == {"outcome": "again", "certain": True}


@pytest.mark.parametrize(
    ("reply", "prompt"),
    [
        ("at night please", "a red fox in the snow at night"),
        ("make it blue", "a red fox in the snow, blue"),
        ("add a moon", "a red fox in the snow, with a moon"),
        ("cho nó đội mũ xanh", "a red fox in the snow, đội mũ xanh"),
    ],
)
def test_a_change_is_merged_into_the_words(reply: str, prompt: str) -> None:
    """What is said is added to what was asked for."""
    assert _decide(reply) == {"outcome": "change", "certain": True, "prompt": prompt}


def test_what_is_to_go_is_left_out() -> None:
    """It is named apart and taken out of the words."""
    assert _decide("lose the snow") == {
        "outcome": "change",
        "certain": True,
        "prompt": "a red fox",
        "leave_out": "snow",
    }


@pytest.mark.parametrize(
    "reply", ["thanks!", "đẹp quá", "who made this?", "I saw one at night once", "lol", "nice, bo"]
)
def test_talk_is_talk(reply: str) -> None:
    """Talk between people asks for nothing."""
    assert _decide(reply) == {"outcome": "talk", "certain": True}


def test_doubt_is_said() -> None:
    """A wish that may be only a thought is not certain."""
    assert _decide("maybe at night")["certain"] is False
