"""A person's words made into a prompt that paints well, or the words themselves.

One Converse call to the rewriting model. Knows how it is asked, and what is painted when its
answer never came or cannot be used; what a good answer is stands in `core.vetting`. English words
can always be painted as they are. Words in another language cannot, so for them a missing
enhancement is an error and not a fallback. No words of anybody's are logged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import observe
from core.bedrock import translating
from core.errors import (
    AnswerLost,
    Defect,
    Filtered,
    NeedsEnglish,
    Transient,
    Unavailable,
)
from core.language import visibly_not_english
from core.model import Enhancement, Image, ImageRequest, Rewrite
from core.quoting import Tag, enclose
from core.style import Style, system_prompt
from core.text import spoken_codes
from core.vetting import Unfit, vet

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_bedrock_runtime.type_defs import (
        ContentBlockTypeDef,
        ConverseResponseTypeDef,
    )

MAX_TOKENS = 400
"""Room for 200 English words and more. All of it is held against the token quota at once."""

TEMPERATURE = 0.4
"""Some freedom in the wording, little in the facts."""


def enhance(
    client: BedrockRuntimeClient,
    *,
    model_id: str,
    request: ImageRequest,
    style: Style,
    source: Image | None,
) -> Enhancement:
    """The words to paint for a request.

    Args:
        client: From `core.bedrock.enhance_client`.
        model_id: The rewriting model or its inference profile.
        request: Whose words; those that are not to be enhanced, or are already, cost no call.
        style: How to enhance.
        source: The source image, if there is one; the model sees it too.

    Raises:
        NeedsEnglish: The words are visibly not English and the model will not rewrite them.
        Throttled: The same, and the model has no time now.
        Unavailable: The same, and the model gave no answer, or none that can be used.
        Misconfigured: The same, and the operator must mend something.
        Defect: The same, and the call could not be made.
    """
    if not request.enhance:
        return Enhancement(request.prompt, Rewrite.AS_TYPED, style.name)
    if request.enhanced_prompt:
        return Enhancement(request.enhanced_prompt, Rewrite.REUSED, style.name)
    foreign = visibly_not_english(request.prompt)
    try:
        outcome = _rewrite(client, model_id, request, style, source)
    except Filtered:
        outcome = Unfit(Rewrite.REFUSED, "filtered input")
    except (Transient, Defect) as error:
        if foreign:
            if isinstance(error, AnswerLost):
                raise Unavailable(f"{model_id}: no translation") from error
            raise
        observe.report(error, model=model_id)
        return Enhancement(request.prompt, Rewrite.UNAVAILABLE, style.name)
    if isinstance(outcome, str):
        return Enhancement(outcome, Rewrite.ENHANCED, style.name)
    observe.logger().warning(
        "enhancement not used", extra={"model": model_id, "reason": outcome.reason}
    )
    if foreign and outcome.how is Rewrite.REFUSED:
        raise NeedsEnglish(outcome.reason)
    if foreign:
        raise Unavailable(f"{model_id}: no usable translation ({outcome.reason})")
    return Enhancement(request.prompt, outcome.how, style.name)


def _rewrite(
    client: BedrockRuntimeClient,
    model_id: str,
    request: ImageRequest,
    style: Style,
    source: Image | None,
) -> str | Unfit:
    instruction = system_prompt(style, with_source=source is not None)
    with translating(model_id, private=(request.prompt, request.negative_prompt)):
        response = client.converse(
            modelId=model_id,
            system=[{"text": instruction}],
            messages=[{"role": "user", "content": _content(request, source)}],
            inferenceConfig={"maxTokens": MAX_TOKENS, "temperature": TEMPERATURE},
        )
    stop = response.get("stopReason", "")
    if stop in _FILTERED:
        return Unfit(Rewrite.REFUSED, stop)
    if stop not in _FINISHED:
        return Unfit(Rewrite.UNUSABLE, stop)
    return vet(
        _text(response),
        words=request.prompt,
        style=style,
        instruction=instruction,
        with_source=source is not None,
    )


def _content(request: ImageRequest, source: Image | None) -> list[ContentBlockTypeDef]:
    text = enclose(Tag.REQUEST, spoken_codes(request.prompt))
    if request.negative_prompt:
        text += "\n" + enclose(Tag.LEAVE_OUT, request.negative_prompt)
    if source is None:
        return [{"text": text}]
    image: ContentBlockTypeDef = {
        # The model refuses bytes that are not what they are said to be.
        "image": {"format": source.format.value, "source": {"bytes": source.content}},
    }
    return [image, {"text": text}]


def _text(response: ConverseResponseTypeDef) -> str:
    blocks = response.get("output", {}).get("message", {}).get("content", [])
    return "\n".join(block["text"] for block in blocks if "text" in block)


_FINISHED = frozenset({"end_turn", "stop_sequence"})
_FILTERED = frozenset({"content_filtered", "guardrail_intervened"})
