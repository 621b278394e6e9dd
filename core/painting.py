"""The two models behind one door: a `core.ports.Painter` on Amazon Bedrock.

Chooses models, style and strength; how each model is asked is in `core.enhance` and
`core.generate`.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core import enhance, generate, observe
from core.errors import Transient
from core.intent import Again, Change, judge
from core.model import Enhancement, Image, ImageRequest, Job, Outcome, Rewrite, Variant
from core.prompt_cache import PromptCache
from core.style import Style

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

ClientMaker = Callable[[], "BedrockRuntimeClient"]


class BedrockPainter:
    """Enhances with Nova Pro and paints with Stable Diffusion 3.5.

    Args:
        enhance_client: Makes or gives the client for the enhancement.
        intent_client: Makes or gives the client for judging replies.
        image_client: Makes or gives the client for pictures.
        enhance_model: Id of the text model.
        image_model: Id of the image model where a request names none.
        styles: Enhancement styles by name.
        default_style: The one where a request names none.
        cache: Enhanced prompts of the same words before.
        log_words: Whether the words of each picture are logged.
    """

    def __init__(
        self,
        *,
        enhance_client: ClientMaker,
        intent_client: ClientMaker,
        image_client: ClientMaker,
        enhance_model: str,
        image_model: str,
        styles: Mapping[str, Style],
        default_style: str,
        cache: PromptCache,
        log_words: bool = False,
    ) -> None:
        self._enhance_client = enhance_client
        self._intent_client = intent_client
        self._image_client = image_client
        self._enhance_model = enhance_model
        self._image_model = image_model
        self._styles = styles
        self._default_style = default_style
        self._cache = cache
        self._log_words = log_words

    def understand(self, job: Job) -> ImageRequest | None:
        """What the job's question asks for; None where it is talk. Never raises."""
        question = job.question
        if question is None:
            return job.request
        painted = job.request.enhanced_prompt
        intent = judge(
            self._intent_client(),
            model_id=self._enhance_model,
            recipe=job.request,
            enhanced_prompt=painted,
            reply=question.words,
        )
        if isinstance(intent, Change):
            return dataclasses.replace(
                job.request,
                prompt=intent.prompt,
                negative_prompt=intent.negative_prompt,
                enhanced_prompt="",
            )
        if not question.sure:
            return job.request if isinstance(intent, Again) else None
        # It certainly is a change: what the model could not merge stands behind the words.
        merged = f"{job.request.prompt}, {question.words}"
        return dataclasses.replace(job.request, prompt=merged, enhanced_prompt="")

    def enhance(self, job: Job, source: Image | None) -> Enhancement:
        """The words to paint.

        Raises:
            ImagineError: There are none that may be painted, or not yet.
        """
        style = self._style(job.request)
        if job.variant is Variant.RAW:
            return Enhancement(job.request.prompt, Rewrite.AS_TYPED, style.name)
        asks = job.request.enhance and not job.request.enhanced_prompt
        entry = self._entry(job, style, source) if asks else ""
        if known := self._cache.find(entry):
            return Enhancement(known, Rewrite.ENHANCED, style.name, entry, cached=True)
        began = time.monotonic()
        try:
            enhancement = enhance.enhance(
                self._enhance_client(),
                model_id=self._enhance_model,
                request=job.request,
                style=style,
                source=source,
            )
        except Transient as error:
            # Only words that must not be painted as they are wait for the enhancement.
            error.outcome = Outcome.NOT_ENGLISH
            raise
        if asks:
            observe.record(observe.Metric.PROMPT_ENHANCEMENT_TIME, time.monotonic() - began)
        if enhancement.how is Rewrite.ENHANCED:
            return dataclasses.replace(enhancement, entry=entry)
        return enhancement

    def remember(self, job: Job) -> None:
        """Keep the words painted for the next time they are asked for. Never raises."""
        known = job.enhancement
        if known and not known.cached:
            self._cache.keep(known.entry, known.prompt)

    def paint(self, job: Job, words: str, source: Image | None) -> Image:
        """The picture.

        Raises:
            ImagineError: There is none; `core.generate` tells which were paid for.
        """
        body = generate.body(
            job.request,
            words,
            source.content if source else None,
            default_strength=self._style(job.request).strength,
        )
        if self._log_words:
            observe.words(job.id, prompt=job.request.prompt, painted=words)
        began = time.monotonic()
        image = generate.generate(
            self._image_client(), model_id=job.request.model or self._image_model, body=body
        )
        observe.record(observe.Metric.IMAGE_GENERATION_TIME, time.monotonic() - began)
        return image

    def forget(self, job: Job) -> None:
        """Remove the cached prompt of a job's words.

        Raises:
            Transient: The table could not be written.
        """
        if job.enhancement:
            self._cache.forget(job.enhancement.entry)

    def _entry(self, job: Job, style: Style, source: Image | None) -> str:
        return self._cache.key(job.tenant, job.request, style, self._enhance_model, source)

    def _style(self, request: ImageRequest) -> Style:
        # A style an operator has taken away since falls back to the default one.
        return self._styles.get(request.style) or self._styles[self._default_style]
