"""The words of short instructions about a picture, in English and Vietnamese, by what they do.

A lexicon for `core.replies`: each known word is one letter, its class. It is small on purpose: a
reply with a word that is not here is left to the model, and talk nearly always has one. Words that
are as much at home in talk ("text", "office", "morning", "summer") are left out for that reason.
"""

from __future__ import annotations

import re

# Several words that are one, joined before a reply is looked at.
_JOINED = (
    "a bit|a little|a tad|a lot|black and white|golden hour|blue hour|pixel art|line art|"
    "oil painting|oil paint|water color|water colour|comic book|get rid of|take out|take away|"
    "take off|time of day|next to|in front of|on top of|instead of|the picture|the image|"
    "the photo|dark blue|light blue|dark green|light green|film noir|close up|"
    "một chút|một tí|một xíu|ban đêm|đêm khuya|buổi tối|hoàng hôn|bình minh|đen trắng|xanh lá|"
    "xanh dương|xanh lam|xanh lục|rực rỡ|chân thực|cổ điển|dễ thương|hậu cảnh|phông nền|bầu trời|"
    "ánh sáng|tỉ lệ|tỷ lệ|phong cách|không có|không còn|bức ảnh|tấm ảnh|bức tranh|tấm hình|"
    "màu sắc|tranh màu nước|tranh sơn dầu|tranh vẽ|màu nước|sơn dầu|hoạt hình|truyện tranh|"
    "bút chì|thay vì|mắt kính|kính râm|"
    "khăn quàng|mặt trăng|mặt trời|ngôi sao|bông hoa|con cáo|con mèo|con chó|con chim"
)
_JOIN = re.compile(rf"(?<!\w)(?:{_JOINED})(?!\w)")

LEADS = frozenset(
    re.findall(
        r"\w+",
        "but now then and also so just please pls plz ok okay hmm um oh yes yeah "
        "nhưng mà giờ rồi thế hãy vậy thôi ừ à",
    )
)
"""Stand before an instruction and change nothing in it."""

TAILS = frozenset(
    re.findall(
        r"\w+",
        "please pls plz too then though now thanks thx "
        "nhé nha nhe nhá đi di ạ nào luôn giúp nữa thử xem",
    )
)
"""Stand after an instruction and mark it as one."""

_CLASSES = {
    # Determiners, definite ones apart: "with a hat" asks, "with the dog" tells.
    "d": "a an some any all two three four five several few một hai ba cái con chiếc những các vài",
    "z": "the that those this these its his him her their",
    "t": "it them nó the_picture the_image the_photo bức_ảnh tấm_ảnh bức_tranh tấm_hình",
    # How much: a little, more, and the comparative of Vietnamese.
    "e": (
        "a_bit a_little a_tad a_lot bit little much even way slightly far "
        "một_chút một_tí một_xíu chút tí"
    ),
    "g": "more less fewer extra bớt",
    "h": "hơn lên",
    "c": (
        "red blue green yellow orange purple pink black white brown gray grey golden silver teal "
        "turquoise beige violet crimson dark_blue light_blue dark_green light_green "
        "đỏ xanh vàng tím hồng đen trắng nâu cam xám xanh_lá xanh_dương xanh_lam xanh_lục"
    ),
    "v": (
        "realistic photorealistic cinematic dramatic minimalist abstract vintage retro futuristic "
        "cyberpunk steampunk gothic moody spooky scary cute colorful colourful vibrant muted "
        "blurry detailed fluffy tiny huge giant transparent neon pastel sunny rainy snowy foggy "
        "stormy cloudy starry wooden old big small tall tối sáng lớn nhỏ đậm nhạt rực_rỡ chân_thực "
        "cổ_điển dễ_thương"
    ),
    "q": (
        "darker lighter brighter bigger larger smaller taller wider closer warmer softer sharper "
        "cuter scarier happier sadder angrier younger fluffier bluer redder greener"
    ),
    # What a picture has: its own parts, what its subject wears, and things people add to one.
    "k": (
        "background backdrop foreground sky color colour colors colours lighting shadow shadows "
        "time_of_day hat cap glasses sunglasses scarf helmet crown mask "
        "fur tail wings nền phông phông_nền hậu_cảnh bầu_trời màu màu_sắc ánh_sáng mũ nón"
    ),
    "p": "people person crowd",
    "n": (
        "moon stars sun clouds cloud tree trees grass flowers flower mountains mountain forest "
        "desert jungle sea ocean lake river beach castle house city street bridge boat train "
        "bird birds butterfly butterflies cat cats dog dogs fox foxes wolf bear dragon unicorn "
        "robot astronaut balloon balloons umbrella sword lantern lanterns candles smoke fire light "
        "lights eyes hair coat jacket dress boots space mars con_mèo con_chó con_chim con_cáo mèo "
        "chó chim cáo cây hoa bông_hoa mây trăng mặt_trăng mặt_trời ngôi_sao núi biển rừng nhà "
        "thuyền bướm khói lửa kính mắt_kính kính_râm khăn khăn_quàng áo"
    ),
    "W": "rain snow fog mist tuyết mưa sương",
    "s": (
        "night nighttime dusk dawn sunset sunrise twilight moonlight golden_hour blue_hour "
        "ban_đêm đêm_khuya hoàng_hôn bình_minh"
    ),
    "m": (
        "watercolor watercolour water_color water_colour oil_painting oil_paint oils painting "
        "sketch drawing pencil ink charcoal cartoon comic comic_book anime manga pixel_art "
        "line_art sepia black_and_white 3d woodcut mosaic film_noir polaroid origami lego "
        "đen_trắng màu_nước sơn_dầu hoạt_hình truyện_tranh bút_chì tranh_vẽ tranh_màu_nước "
        "tranh_sơn_dầu"
    ),
    "i": "at in under during vào lúc trong dưới",
    "o": (
        "of on from by behind over near around beside above and next_to in_front_of on_top_of "
        "close_up ở phía trên sau cạnh bên của và"
    ),
    "w": "with featuring với",
    "u": "without không_có",
    "f": "as",
    "F": "like",
    "T": "to into sang thành bằng",
    "M": "make turn paint render draw làm vẽ tô biến",
    "C": "change swap replace switch đổi thay chuyển",
    "A": "add put include thêm",
    "R": "remove erase get_rid_of bỏ xóa xoá gỡ",
    "D": "no lose drop hide take_out take_away take_off",
    "G": "give cho",
    "y": "wearing holding riding đội mặc đeo cầm cưỡi",
    "j": "instead instead_of thay_vì",
    "r": "style phong_cách kiểu",
    "l": "look be trông",
    "1": "one version",
}
_CLASS = {word: letter for letter, words in _CLASSES.items() for word in words.split()}
_THINGS = frozenset("nkpWx")
_SMALL = frozenset(
    re.findall(r"\w+", "and are for from has her his its not one the this was with you your")
)


def classify(words: str, about: frozenset[str]) -> str:
    """The class of each word of an instruction, "x" for one that is not known.

    Args:
        words: In lower case.
        about: Words of the picture's own prompt, from `subjects`; they are of class "a".
    """
    joined = _JOIN.sub(lambda found: found[0].replace(" ", "_"), words)
    letters = []
    for word in joined.split():
        letter = _CLASS.get(word, "x")
        letters.append("a" if word in about and letter in _THINGS else letter)
    return "".join(letters)


def subjects(prompt: str) -> frozenset[str]:
    """Words a prompt is about, in the singular and the plural."""
    joined = _JOIN.sub(lambda found: found[0].replace(" ", "_"), prompt.casefold())
    words = {word for word in re.findall(r"\w{3,}", joined) if word not in _SMALL}
    return frozenset(
        words | {word.removesuffix("s") for word in words} | {f"{word}s" for word in words}
    )
