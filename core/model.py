"""The nouns: what a picture is asked for with, what comes of it, and the job in between.

Frozen data only. Nothing here does I/O, reads a clock or knows where a request came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SEED_MIN = 1
"""Smallest seed a person may ask for: the model takes 0 as "choose for me"."""

SEED_MAX = 4_294_967_294
"""Largest seed Stable Diffusion 3.5 takes (Bedrock user guide)."""


class AspectRatio(StrEnum):
    """The nine aspect ratios of Stable Diffusion 3.5, width to height."""

    RATIO_21_9 = "21:9"
    RATIO_16_9 = "16:9"
    RATIO_3_2 = "3:2"
    RATIO_5_4 = "5:4"
    RATIO_1_1 = "1:1"
    RATIO_4_5 = "4:5"
    RATIO_2_3 = "2:3"
    RATIO_9_16 = "9:16"
    RATIO_9_21 = "9:21"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of the picture the model answers with."""
        return _SIZES[self]


_SIZES: Mapping[AspectRatio, tuple[int, int]] = {
    AspectRatio.RATIO_21_9: (1536, 640),
    AspectRatio.RATIO_16_9: (1344, 768),
    AspectRatio.RATIO_3_2: (1216, 832),
    AspectRatio.RATIO_5_4: (1088, 896),
    AspectRatio.RATIO_1_1: (1024, 1024),
    AspectRatio.RATIO_4_5: (896, 1088),
    AspectRatio.RATIO_2_3: (832, 1216),
    AspectRatio.RATIO_9_16: (768, 1344),
    AspectRatio.RATIO_9_21: (640, 1536),
}


class OutputFormat(StrEnum):
    """The picture formats Stable Diffusion 3.5 writes. Slack shows jpeg and png only."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"

    @property
    def content_type(self) -> str:
        """The media type, for S3 and Slack."""
        return f"image/{self.value}"

    @property
    def extension(self) -> str:
        """The file name's ending, without a dot."""
        return "jpg" if self is OutputFormat.JPEG else self.value


@dataclass(frozen=True, slots=True)
class Source:
    """A source image: where it is to be had.

    Attributes:
        reference: What the door that took the request needs to fetch it (for Slack, a file id);
            empty when it is in the input bucket already.
        key: Its object key in the input bucket once it has been made safe; empty before.
    """

    reference: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What somebody asked to have painted.

    Attributes:
        prompt: The person's words, cleaned of control characters, options taken out.
        enhance: Whether the words are to be enhanced; False paints them as they are.
        enhanced_prompt: An enhanced prompt to go on with as it stands (a new seed of the same
            picture, an edit); empty lets the enhancement write one.
        style: Name of an enhancement style; empty is the deployment's default.
        aspect_ratio: Shape of the picture; a source image's own shape wins over it.
        negative_prompt: What is to stay out, as a comma list without "no".
        seed: 1 to 4,294,967,294; 0 until one has been chosen at admission.
        strength: 0 keeps the source, 1 ignores it; None takes the style's default.
            Without a source it has no meaning.
        output_format: Format of the picture's bytes.
        source: The image to start from, if any.
        parent_id: The job this one goes on from, or "".
        model: Bedrock id of the image model; empty is the deployment's own.
    """

    prompt: str
    enhance: bool = True
    enhanced_prompt: str = ""
    style: str = ""
    aspect_ratio: AspectRatio = AspectRatio.RATIO_16_9
    negative_prompt: str = ""
    seed: int = 0
    strength: float | None = None
    output_format: OutputFormat = OutputFormat.JPEG
    source: Source | None = None
    parent_id: str = ""
    model: str = ""


class Rewrite(StrEnum):
    """How the painted words came to be: what the final message says about the enhancement."""

    ENHANCED = "enhanced"
    REUSED = "reused"
    AS_TYPED = "as_typed"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    UNUSABLE = "unusable"

    @property
    def fell_back(self) -> bool:
        """Whether the person's own words were painted although an enhancement was wanted."""
        return self in {Rewrite.UNAVAILABLE, Rewrite.REFUSED, Rewrite.UNUSABLE}


@dataclass(frozen=True, slots=True)
class Enhancement:
    """The words that are painted, and how they came to be.

    Attributes:
        prompt: The enhanced prompt, or the person's own words where there is none.
        how: What happened.
        style: Name of the style used.
        entry: Key of its entry in the cache of enhanced prompts; "" where it has none.
        cached: Whether it was found there, so that no model was asked.
    """

    prompt: str
    how: Rewrite
    style: str
    entry: str = ""
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as the model answered it, decoded once to prove that it is one.

    Attributes:
        content: The encoded bytes.
        format: Their format, from the bytes and not from what was asked.
        width: Pixels.
        height: Pixels.
    """

    content: bytes
    format: OutputFormat
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture in the output bucket.

    Attributes:
        key: Object key, derived from the job's id.
        content_type: Media type of the object.
        width: Pixels.
        height: Pixels.
        size: Bytes.
    """

    key: str
    content_type: str
    width: int
    height: int
    size: int


class Status(StrEnum):
    """Where a job is in its life. Only `core.jobs` changes it.

    ENDING: how it ends is decided and written, and has still to be told. DELETING likewise.
    """

    OPEN = "open"
    ENDING = "ending"
    DONE = "done"
    FAILED = "failed"
    DELETING = "deleting"
    DELETED = "deleted"


class Stage(StrEnum):
    """What is being done for an open job, as people are told it."""

    ENHANCING = "enhancing"
    QUEUED = "queued"
    PAINTING = "painting"
    POSTING = "posting"


class Outcome(StrEnum):
    """Why a job ended, or what it waits for. Each has its words in the door's message table."""

    DONE = "done"
    TALK = "talk"
    FILTERED_PROMPT = "filtered_prompt"
    FILTERED_OUTPUT = "filtered_output"
    FILTERED_SOURCE = "filtered_source"
    NOT_ENGLISH = "not_english"
    INVALID = "invalid"
    BAD_SOURCE = "bad_source"
    PAID_LIMIT = "paid_limit"
    NO_POSTING = "no_posting"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    ANSWER_LOST = "answer_lost"
    BAD_ANSWER = "bad_answer"
    MISCONFIGURED = "misconfigured"
    FAULT = "fault"


class Variant(StrEnum):
    """A job's arm of the experiment: its words enhanced, or painted as they are."""

    NONE = ""
    ENHANCED = "enhanced"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Question:
    """A reply in a picture's thread that has yet to be understood.

    Attributes:
        words: The reply.
        sure: Whether it certainly asks for another picture, so that what is open is only which;
            otherwise it may be talk, and talk is left alone.
    """

    words: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Job:
    """One request on its way to a picture: everything needed to continue it anywhere.

    Attributes:
        id: `TENANT.HASH`; the hash is of the act that asked, never of its delivery.
        tenant: Workspace or principal account; prefix of every key.
        owner: Who asked: a Slack user id, or a principal.
        door: The door it came through and goes back to ("slack" or "rest").
        address: Where the answer goes; only the door reads it.
        request: What is to be painted; its seed is chosen.
        question: A reply that changes the request, or does not, once it is understood.
        status: Open until its one outcome.
        stage: What was last begun.
        variant: Its arm of the experiment; NONE where it is in none.
        created: Epoch seconds.
        deadline: Epoch seconds; an open job is ended visibly after it.
        fence: Rises with each lease; a write under an older one changes nothing.
        lease_until: Epoch seconds until which a worker has it; 0 when nobody has.
        worker: Who took the last lease.
        announced_by: The worker that first set out to announce the job; another one that finds
            no announcement recorded has to look whether it was made all the same.
        announced_at: Epoch seconds of that intention.
        attempts: Leases taken that did not end in an orderly hand-over.
        waits: Times it was put back to wait for a model or a service.
        paid_attempts: Image calls that were, or may have been, paid.
        enhancement: The words painted, once they are known.
        image: The picture in the bucket, once it is there.
        notes: What the door recorded for itself (message `ts`, file id, …).
        charged: The budget counters taken from, given back when no picture comes of it.
        outcome: Why it ended; for a waiting job, what it waits for; "" before either.
        finished: Epoch seconds; 0 while open.
    """

    id: str
    tenant: str
    owner: str
    door: str
    address: Mapping[str, str]
    request: ImageRequest
    status: Status
    stage: Stage
    created: float
    deadline: float
    question: Question | None = None
    variant: Variant = Variant.NONE
    fence: int = 0
    lease_until: float = 0.0
    worker: str = ""
    announced_by: str = ""
    announced_at: float = 0.0
    attempts: int = 0
    waits: int = 0
    paid_attempts: int = 0
    enhancement: Enhancement | None = None
    image: StoredImage | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    charged: tuple[str, ...] = ()
    outcome: str = ""
    finished: float = 0.0
