"""What a form was sent with, as a request. Pure; the form itself is `bot.forms`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from bot.forms import EXACT_WORDS, PROMPT_LIMIT, VALUE
from core.errors import OptionError
from core.language import visibly_not_english
from core.model import SEED_MAX, SEED_MIN, AspectRatio, ImageRequest, Source
from core.text import clean

_NOT_ENGLISH = "These words cannot be painted as they are: the model reads English. Choose a style."


def read(view: Mapping[str, Any], before: ImageRequest, default_style: str) -> ImageRequest:
    """What a form was sent with.

    Args:
        view: As submitted.
        before: What it was filled in with, source included.
        default_style: The style that was chosen where that names none.

    Raises:
        OptionError: A value cannot be taken; its field is the block's id.
    """
    values: Mapping[str, Any] = view.get("state", {}).get("values", {})
    prompt = clean(_typed(values, "prompt"))
    if not prompt:
        raise OptionError("prompt", "Say what to paint.")
    if len(prompt) > PROMPT_LIMIT:
        raise OptionError("prompt", f"{len(prompt)} characters are too many; {PROMPT_LIMIT} do.")
    enhanced = clean(_typed(values, "enhanced"))
    styled = before.style or default_style
    shown = styled if before.enhance else EXACT_WORDS
    chosen = _chosen(values, "style") or shown
    exact = chosen == EXACT_WORDS
    if exact and visibly_not_english(prompt):
        raise OptionError("prompt", _NOT_ENGLISH)
    rewritten = prompt != clean(before.prompt) or chosen != shown
    kept = enhanced == clean(before.enhanced_prompt)
    file = _file(values)
    ratio = _chosen(values, "ratio")
    return dataclasses.replace(
        before,
        prompt=prompt,
        # Words or style changed under an enhanced prompt that was not: it is written anew.
        enhanced_prompt="" if exact or (rewritten and kept) else enhanced,
        enhance=not exact,
        style=styled if exact else chosen,
        aspect_ratio=AspectRatio(ratio) if ratio in set(AspectRatio) else before.aspect_ratio,
        negative_prompt=clean(_typed(values, "leave_out")),
        strength=_strength(values),
        seed=_seed(values),
        source=Source(reference=file) if file else before.source,
    )


def _entry(values: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    block = values.get(block_id)
    entry = block.get(VALUE) if isinstance(block, Mapping) else None
    return entry if isinstance(entry, Mapping) else {}


def _typed(values: Mapping[str, Any], block_id: str) -> str:
    return str(_entry(values, block_id).get("value") or "")


def _chosen(values: Mapping[str, Any], block_id: str) -> str:
    option = _entry(values, block_id).get("selected_option")
    return str(option.get("value", "")) if isinstance(option, Mapping) else ""


def _file(values: Mapping[str, Any]) -> str:
    files = _entry(values, "image").get("files")
    first = files[0] if isinstance(files, list) and files else {}
    return str(first.get("id", "")) if isinstance(first, Mapping) else ""


def _strength(values: Mapping[str, Any]) -> float | None:
    typed = _typed(values, "strength").strip()
    if not typed:
        return None
    try:
        strength = float(typed.replace(",", "."))
    except ValueError:
        strength = -1.0
    if not 0 <= strength <= 1:
        raise OptionError("strength", "The strength is a number from 0 to 1, such as 0.6.")
    return strength


def _seed(values: Mapping[str, Any]) -> int:
    typed = _typed(values, "seed").strip()
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdigit() and SEED_MIN <= int(typed) <= SEED_MAX):
        raise OptionError("seed", f"The seed is a whole number from {SEED_MIN} to {SEED_MAX}.")
    return int(typed)
