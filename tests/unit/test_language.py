"""Telling at a glance that words are not English."""

from __future__ import annotations

import pytest

from core.language import visibly_not_english
from tests.parti import prompts


@pytest.mark.parametrize(
    "words",
    [
        "красная лиса в снегу",
        "κόκκινη αλεπού στο χιόνι",
        "雪の中の赤い狐",
        "猫",
        "눈 속의 빨간 여우",
        "ثعلب أحمر في الثلج",
        "שועל אדום בשלג",
        "สุนัขจิ้งจอกแดงบนหิมะ",
        "बर्फ में लाल लोमड़ी",
        "красная лиса in snow",
        "東京タワー at night",
        "“Привет”",
    ],
)
def test_other_scripts(words: str) -> None:
    """Words mostly in another script than Latin are not English."""
    assert visibly_not_english(words)


@pytest.mark.parametrize(
    "words",
    [
        "một con cáo đỏ trong tuyết",
        "con cáo đỏ",
        "CON CÁO ĐỎ TRONG TUYẾT",
        "vẽ cho tôi một ngôi nhà bên bờ biển",
        "liška ve sněhu",
        "rød ræv i sneen",
        "żółta łódź na jeziorze",
        "karlı dağda kırmızı tilki",
    ],
)
def test_latin_letters_with_marks_english_has_not(words: str) -> None:
    """Vietnamese and other Latin text full of marks is not English."""
    assert visibly_not_english(words)


@pytest.mark.parametrize(
    "words",
    [
        "un zorro rojo en la nieve",
        "perro en la playa con un sombrero",
        "un renard roux dans la neige",
        "chat noir sur le toit avec une lune",
        "ein roter Fuchs im Schnee",
        "Der rote Fuchs im Schnee",
        "Katze und Hund auf dem Dach",
        "uma raposa vermelha na neve",
        "um gato em cima da mesa",
        "una volpe rossa nella neve",
        "een rode vos in de sneeuw",
        "rudy lis w śniegu",
        "kırmızı bir tilki karda",
        "mot con cao do trong tuyet",
        "seekor rubah merah di salju",
        "isang pulang soro sa niyebe",
        "en röd räv på snön",
        "egy vörös róka a hóban",
        "vulpe roșie în zăpadă",
        "ein Schild mit der Aufschrift “Open the door”",
    ],
)
def test_small_words_of_other_languages(words: str) -> None:
    """Sentences in the Latin alphabet are known by their small words."""
    assert visibly_not_english(words)


@pytest.mark.parametrize(
    "words",
    [
        "a café in Paris",
        "café",
        "crème brûlée with jalapeño",
        "papier-mâché piñata, déjà vu",
        "crème de la crème",
        "chili con carne",
        "pain au chocolat",
        "la vie en rose",
        "hasta la vista baby",
        "trompe l'oeil mural",
        "a girl in an áo dài eating bánh mì and phở",
        "the ein und der of it",
    ],
)
def test_borrowed_words_are_english(words: str) -> None:
    """What English has borrowed, marks and small words included, is English."""
    assert not visibly_not_english(words)


@pytest.mark.parametrize(
    "words",
    [
        "Salvador Dalí",
        "Antonín Dvořák",
        "Đặng Thái Sơn portrait",
        "Gabriel García Márquez",
        "Mies van der Rohe house",
        "Leonardo da Vinci",
        "Rio de Janeiro",
        "São Paulo skyline",
        "Día de los Muertos skull",
        "Punta del Este",
        "Cirque du Soleil",
        "Les Misérables",
        "Tokyo 東京",
        "Das Boot",
    ],
)
def test_names_are_not_judged(words: str) -> None:
    """Names of people, places and works tell nothing about the language."""
    assert not visibly_not_english(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "42",
        "🦊🦊",
        "...",
        "π",
        "α + β",
        "5€ ½ №",
        "gato",
        "van",
        "un",
        "é",
        "está",
        "𝓯𝓸𝔁",
        "ＦＯＸ",
        "x y z",
    ],
)
def test_too_little_to_tell_is_english(words: str) -> None:
    """Emoji, numbers, symbols and single Latin words raise no doubt worth a question."""
    assert not visibly_not_english(words)


@pytest.mark.parametrize(
    "words",
    [
        'a sign that says "Привет, мир, как дела сегодня"',
        "a neon sign “営業中、いらっしゃいませ、どうぞお入りください”",
        'poster "un zorro rojo en la nieve"',
        "a poster of 猫",
    ],
)
def test_foreign_text_to_be_drawn_is_not_the_language(words: str) -> None:
    """A quotation in an English prompt is to be drawn, whatever its language."""
    assert not visibly_not_english(words)


def test_prompts_of_people_are_english() -> None:
    """No English prompt that people wrote is taken for another language."""
    assert [prompt for prompt in prompts() if visibly_not_english(prompt)] == []


@pytest.mark.parametrize(
    "piece", ["a", "é", "đ ", "猫", '"', "“x ", "e\u0301\u0323", "-", "\u0489"]
)
def test_long_text_takes_bounded_time(piece: str) -> None:
    """Anything repeated by the ten thousand gets the answer that one of it gets."""
    assert visibly_not_english(piece * 40_000) is visibly_not_english(piece)
