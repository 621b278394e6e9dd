"""The local painter: the same request, the same bytes; and a picture that answers the request.

Written to hold with the icon set installed and without it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.model import SEED_MAX, AspectRatio, OutputFormat
from local.painter import artwork, figures, lexicon
from local.painter.media import finish
from local.painter.painter import compose, paint
from local.painter.painting import MARK, Painting
from local.painter.plain import paint_plain
from local.painter.reading import read
from local.painter.scene import Medium, Noun, Place, Relation, Time, Weather
from local.painter.tint import tinted

FUNCTION_WORDS = """
    a about above across after again against all along also am among an and another any are around
    as at away back be because been before behind below beneath beside between both bottom but by
    can centre center close corner could did do does doing done down during each edge either else
    end even ever every far few first for from front full had half has have he her here him his how
    i if in inside into is it its just last least left less like lower made many may me middle might
    more most much must my near next no none nor not now of off on once one only onto or other our
    out outside over own part past per place rear right same saw scene see seen set several shall
    shape she should side since so some still such than that the their them then there these they
    thing this those through to together top toward towards under until up upon upper us use very
    was watch way we well were what when where which while who whole why will with within without
    would yes yet you your
"""
"""English words that say where or how, and those that are most often that."""

RUDE = """
    middle poo pistol dagger kitchen swords bomb cigarette syringe pill kiss bikini briefs vomiting
    nauseated coffin headstone crossbones breast pregnant horns fist eighteen
"""
"""Parts of the names of icons that nobody wants to be sent unasked."""

FOX = Painting("a red fox in the snow", seed=42, size=(168, 96))


@pytest.fixture
def no_artwork(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which npm has installed nothing."""
    monkeypatch.setattr(artwork, "find_icon_set", lambda: None)
    caches = (artwork.icon, figures._figure)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def _open(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def _far(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of two pictures of one size, 0 to 255."""
    one, other = (np.asarray(image.convert("RGB"), np.float64) for image in (first, second))
    return float(np.abs(one - other).mean())


def _source(width: int = 168, height: int = 96) -> bytes:
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("ratio", list(AspectRatio))
def test_all_nine_ratios(ratio: AspectRatio) -> None:
    """A picture has just the pixels asked for, in each aspect ratio."""
    size = ratio.size[0] // 8, ratio.size[1] // 8
    assert _open(paint(Painting("a lighthouse", 1, size))).size == size


@pytest.mark.parametrize(("form", "seed"), [*zip(OutputFormat, (0, 1, SEED_MAX), strict=True)])
def test_each_format_and_seeds_from_end_to_end(form: OutputFormat, seed: int) -> None:
    """jpeg, png and webp are written as asked, with the smallest seed as with the largest."""
    assert _open(paint(replace(FOX, output_format=form, seed=seed))).format == form.value.upper()


@pytest.mark.parametrize("painter", [paint, paint_plain])
@pytest.mark.parametrize("source", [None, _source()])
def test_the_same_request_gives_the_same_bytes(painter: object, source: bytes | None) -> None:
    """Nothing but the request goes into a picture, in both painters, with and without a source."""
    request = replace(FOX, source=source, strength=0.6)
    assert callable(painter)
    assert painter(request) == painter(request)


@pytest.mark.parametrize("painter", [paint, paint_plain])
def test_seed_and_words_move_the_picture(painter: object) -> None:
    """Another seed, or other words, is visibly another picture."""
    assert callable(painter)
    first = _open(painter(FOX))
    assert _far(first, _open(painter(replace(FOX, seed=43)))) > 5
    assert _far(first, _open(painter(replace(FOX, prompt="a boat at sea")))) > 5


@pytest.mark.parametrize("source", [None, _source(336, 192)])
def test_every_picture_is_marked(source: bytes | None) -> None:
    """The lower right corner holds the mark, over whatever is painted there; nothing else does."""
    request = replace(FOX, size=(336, 192), source=source, strength=1.0)
    painted = _open(paint(request)).convert("RGB")
    bare = compose(request, _open(source).convert("RGB") if source else None)
    changed = np.abs(np.asarray(painted, np.int32) - np.asarray(bare, np.int32)).max(axis=-1) > 0
    rows, columns = np.nonzero(changed)
    assert MARK == "local preview, not SD3.5"
    assert rows.min() > 0.85 * painted.height
    assert columns.max() > 0.9 * painted.width
    assert changed.sum() > 300


def test_what_the_negative_prompt_names_is_gone() -> None:
    """A thing, an hour and a weather named there are not in the scene; the picture shows it."""
    prompt = "a red fox and a rabbit in the rain at night"
    scene = read(prompt, "rabbit, rain, night")
    assert [thing.noun.art for thing in scene.things] == ["fox"]
    assert (scene.time, scene.weather) == (Time.DAY, Weather.CLEAR)
    both = replace(FOX, prompt=prompt)
    assert _far(_open(paint(both)), _open(paint(replace(both, negative_prompt="rabbit")))) > 3


def test_the_negative_prompt_takes_people_by_kind() -> None:
    """Every person goes with "people", and the dog stays; a clown alone goes by name."""
    scene = read("a dog, a farmer and a wizard in a field", "people")
    assert [thing.noun.art for thing in scene.things] == ["dog"]
    assert [thing.noun.art for thing in read("a clown and a chef", "clown").things] == ["cook"]


def test_what_stood_to_something_gone_stands_for_itself() -> None:
    """Without its chair a cat is still a cat."""
    (cat,) = read("a cat on a chair", "chair").things
    assert (cat.noun.art, cat.relation, cat.other) == ("cat", None, -1)


def test_strength_leads_away_from_the_source() -> None:
    """0 is the source, 0.1 resembles it, and each step leads farther from it; 0.9 does not."""
    source = _source(336, 192)
    original = _open(source)
    steps = [0.0, 0.1, 0.4, 0.7, 0.9]
    far = [
        _far(original, _open(paint(replace(FOX, source=source, strength=strength))))
        for strength in steps
    ]
    assert far == sorted(far)
    assert far[0] < 3
    assert far[1] < 8
    assert far[4] > 45


def test_at_full_strength_little_of_the_source_is_left() -> None:
    """Two very different sources give nearly the same picture at strength 1."""
    out = io.BytesIO()
    Image.new("RGB", (168, 96), "crimson").save(out, "PNG")
    first, second = (
        _open(paint(replace(FOX, source=source, strength=1.0)))
        for source in (_source(), out.getvalue())
    )
    assert _far(first, second) < 6


def test_a_source_keeps_its_shape() -> None:
    """The source's size wins over the one asked for."""
    assert _open(paint(replace(FOX, source=_source(100, 160)))).size == (100, 160)


def test_a_large_source_is_painted_at_about_a_megapixel() -> None:
    """2000 by 1000 comes back in its shape with about a megapixel."""
    width, height = _open(paint_plain(replace(FOX, source=_source(2000, 1000)))).size
    assert 0.99 < width / height / 2 < 1.01
    assert 1_000_000 < width * height < 1_100_000


def test_a_source_is_turned_upright() -> None:
    """A photo that lies on its side by EXIF is painted standing."""
    image, out = Image.new("RGB", (300, 200), "teal"), io.BytesIO()
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(out, "JPEG", exif=exif)
    assert _open(paint_plain(replace(FOX, source=out.getvalue()))).size == (200, 300)


@pytest.mark.usefixtures("no_artwork")
def test_it_paints_without_artwork() -> None:
    """Where npm has installed nothing, things are drawn plainly, each kind as its own shape."""
    fox = _open(paint(FOX))
    boat = _open(paint(replace(FOX, prompt="a sailboat in the snow")))
    nobody = _open(paint(replace(FOX, prompt="the snow")))
    assert _far(fox, boat) > 2
    assert _far(fox, nobody) > 2


@pytest.mark.skipif(artwork.find_icon_set() is None, reason="npm has not installed the icon set")
def test_every_artwork_named_is_in_the_icon_set() -> None:
    """The table of things names no icon that the pinned set has not."""
    path = artwork.find_icon_set()
    assert path is not None
    names = _names(path)
    assert {noun.art for noun in _nouns() if not noun.art.startswith("@")} <= names


@pytest.mark.skipif(artwork.find_icon_set() is None, reason="npm has not installed the icon set")
def test_no_offensive_artwork_is_drawn() -> None:
    """Of the whole icon set, nothing rude, sexual, threatening or about drugs is given out."""
    path = artwork.find_icon_set()
    assert path is not None
    names = _names(path)
    rude = {name for name in names if not set(RUDE.split()).isdisjoint(name.split("-"))}
    assert {"middle-finger", "middle-finger-dark", "pile-of-poo", "water-pistol"} <= rude
    assert names >= set(artwork.OFFENSIVE)
    refused = {name for name in names if name.startswith(artwork.OFFENSIVE)}
    assert rude <= refused
    assert [name for name in sorted(refused) if artwork.icon(name, 16)] == []
    assert {noun.art for noun in _nouns()}.isdisjoint(refused)


def test_words_of_position_and_function_draw_nothing() -> None:
    """A "middle" is no finger and "does" is no deer, alone or in a phrase."""
    forms = ("{}", "a shape in the {}", "the {} of nowhere", "it {} not read", "{}, light")
    prompts = ["🖕", "💩", "🔫"]
    prompts += [form.format(word) for word in FUNCTION_WORDS.split() for form in forms]
    drawn = {prompt: read(prompt).things for prompt in prompts}
    assert {prompt: things for prompt, things in drawn.items() if things} == {}


def test_a_colour_word_tints_its_thing_and_no_other() -> None:
    """A blue fox is mostly blue; its eyes stay dark; the rabbit beside it keeps its colour."""
    fox, rabbit = read("a blue fox and a rabbit").things
    assert (fox.colour, rabbit.colour) == ("blue", "")
    sheet = Image.new("RGBA", (8, 2), (240, 120, 30, 255))
    sheet.putpixel((0, 0), (20, 18, 22, 255))
    blue = tinted(sheet, "blue")
    red, _, azure, _ = blue.getpixel((5, 1))
    assert azure > red + 60
    assert blue.getpixel((0, 0)) == (20, 18, 22, 255)


@pytest.mark.parametrize(
    ("prompt", "arts", "counts"),
    [
        ("three foxes", ["fox"], [3]),
        ("a fox and two rabbits", ["fox", "rabbit"], [1, 2]),
        ("a herd of elephants", ["elephant"], [9]),
        ("wolves", ["wolf"], [3]),
        ("🦊 and 🐰", ["fox", "rabbit"], [1, 1]),
        ("a fox, shallow depth of field, shot on 35mm, film grain", ["fox"], [1]),
        ("a bowl of soup", ["steaming-bowl"], [1]),
    ],
)
def test_things_and_how_many(prompt: str, arts: list[str], counts: list[int]) -> None:
    """Nouns, plurals, numbers, crowds and emoji are read; a photographer's terms are not things."""
    things = read(prompt).things
    assert [thing.noun.art for thing in things] == arts
    assert [thing.count for thing in things] == counts


@pytest.mark.parametrize(
    ("prompt", "relation"),
    [
        ("a cat on a chair", Relation.ON),
        ("a cat under an umbrella", Relation.UNDER),
        ("an astronaut riding a horse", Relation.RIDING),
        ("a cat wearing a top hat", Relation.WEARING),
        ("a dog with a hat", Relation.WEARING),
        ("a girl holding a balloon", Relation.HOLDING),
        ("a cat to the left of a dog", Relation.LEFT),
        ("a mouse in a boat", Relation.INSIDE),
    ],
)
def test_relations(prompt: str, relation: Relation) -> None:
    """How the first thing stands to the second is read."""
    _, second = read(prompt).things
    assert (second.relation, second.other) == (relation, 0)


@pytest.mark.parametrize(
    ("prompt", "place", "time", "weather", "medium"),
    [
        ("a red fox in the snow", Place.SNOW, Time.DAY, Weather.CLEAR, Medium.RENDER),
        ("a boat at sunset, oil painting", Place.SEA, Time.SUNSET, Weather.CLEAR, Medium.OIL),
        ("tokyo at night in the rain", Place.CITY, Time.NIGHT, Weather.RAIN, Medium.RENDER),
        ("a photo of a lemon", Place.TABLE, Time.DAY, Weather.CLEAR, Medium.PHOTO),
        ("a fish, watercolour", Place.UNDERWATER, Time.DAY, Weather.CLEAR, Medium.WATERCOLOUR),
        ("a rocket, pixel art", Place.SPACE, Time.DAY, Weather.CLEAR, Medium.PIXEL),
        ("fog in a forest at dawn", Place.FOREST, Time.DAWN, Weather.FOG, Medium.RENDER),
        ("a cat on a blue background", Place.STUDIO, Time.DAY, Weather.CLEAR, Medium.RENDER),
        ("melancholia", Place.MOUNTAINS, Time.DAY, Weather.CLEAR, Medium.RENDER),
    ],
)
def test_scenes(prompt: str, place: Place, time: Time, weather: Weather, medium: Medium) -> None:
    """Place, hour, weather and medium come from the words, and else from what is at home where."""
    scene = read(prompt)
    assert (scene.place, scene.time, scene.weather, scene.medium) == (place, time, weather, medium)


@pytest.mark.parametrize("medium", [medium for medium in Medium if medium is not Medium.RENDER])
def test_each_medium_looks_its_own_way(medium: Medium) -> None:
    """The same picture finished in another medium is visibly another."""
    bare = _open(_source())
    bare.paste((220, 120, 40), (60, 30, 110, 75))
    plain = finish(np.random.default_rng(1), bare, Medium.RENDER)
    assert _far(plain, finish(np.random.default_rng(1), bare, medium)) > 3


def test_quoted_text_is_lettered_on_its_sign() -> None:
    """Words in quotes change the picture where the sign is, and are no things of their own."""
    prompt = 'a wooden sign that says "{}" in a meadow'
    scene = read(prompt.format("FOX"))
    assert scene.lettering == ("FOX",)
    assert [thing.noun.art for thing in scene.things] == ["@sign"]


@pytest.mark.parametrize("size", [(64, 64), (400, 64)])
@pytest.mark.parametrize("place", list(Place))
def test_odd_sizes_hold_any_place(size: tuple[int, int], place: Place) -> None:
    """Sources from the smallest upward, narrow or flat, can be painted in every place."""
    prompt = f'three cats wearing hats, {place.value}, "hi", rain at night'
    assert _open(paint(Painting(prompt, 5, size))).size == size


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.text(max_size=120), st.text(max_size=40))
def test_any_words_can_be_painted(prompt: str, negative: str) -> None:
    """Whatever the characters, a picture comes of them."""
    painted = paint(Painting(prompt, 7, (96, 64), negative_prompt=negative))
    assert _open(painted).size == (96, 64)


def _nouns() -> list[Noun]:
    return list(lexicon._nouns().values())


def _names(path: Path) -> set[str]:
    """The names of the icons in the set's file."""
    return {name.decode() for name in re.findall(rb'\n\t\t"([a-z0-9-]+)": \{', path.read_bytes())}
