"""A job as a table item, and back. The only place that knows the item's shape.

Instants and counters are attributes of their own, because conditions and the index read them.
What only a worker reads (the request, the words painted) is kept as JSON text. The door's
notes are a map, so that one can be written without the others.
"""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

from core.attributes import Item
from core.model import (
    AspectRatio,
    Enhancement,
    ImageRequest,
    Job,
    OutputFormat,
    Question,
    Rewrite,
    Source,
    Stage,
    Status,
    StoredImage,
    Variant,
)

_JOB_ID = re.compile(r"(?P<tenant>[A-Za-z0-9:_-]{1,100})\.(?P<hash>[0-9a-f]{32})")


def job_key(job_id: str) -> str:
    """The table key of a job, prefixed by its tenant.

    Raises:
        ValueError: That is no job id.
    """
    parts = _JOB_ID.fullmatch(job_id)
    if parts is None:
        raise ValueError("not a job id")
    return f"{parts['tenant']}#job#{parts['hash']}"


def job_id(key: str) -> str:
    """The id of the job under a table key."""
    tenant, _, digest = key.split("#")
    return f"{tenant}.{digest}"


def to_item(job: Job) -> Item:
    """The item of a new job, without its key and without what is set as it goes on."""
    return {
        "owner": job.owner,
        "door": job.door,
        "address": dict(job.address),
        "request": request_to_json(job.request),
        "question": to_json(job.question) if job.question else "",
        "status": job.status.value,
        "stage": job.stage.value,
        "variant": job.variant.value,
        "created": job.created,
        "deadline": job.deadline,
        "fence": job.fence,
        "lease_until": job.lease_until,
        "attempts": job.attempts,
        "waits": job.waits,
        "paid_attempts": job.paid_attempts,
        "notes": dict(job.notes),
        "charged": list(job.charged),
    }


def from_item(item: Item) -> Job:
    """The job in an item."""
    key_id = job_id(item["pk"])
    return Job(
        id=key_id,
        tenant=key_id.partition(".")[0],
        owner=item["owner"],
        door=item["door"],
        address=item["address"],
        request=request_from_json(item["request"]),
        question=_question(item["question"]),
        status=Status(item["status"]),
        stage=Stage(item["stage"]),
        variant=Variant(item.get("variant", "")),
        created=item["created"],
        deadline=item["deadline"],
        fence=item["fence"],
        lease_until=item["lease_until"],
        worker=item.get("worker", ""),
        announced_by=item.get("announced_by", ""),
        announced_at=item.get("announced_at", 0.0),
        attempts=item["attempts"],
        waits=item["waits"],
        paid_attempts=item["paid_attempts"],
        enhancement=_enhancement(item.get("enhancement")),
        image=_image(item.get("image")),
        notes=item["notes"],
        charged=tuple(item["charged"]),
        outcome=item.get("outcome", ""),
        finished=item.get("finished", 0.0),
    )


def to_json(value: Enhancement | Question | StoredImage) -> str:
    """A question, or a step's result, as it is written."""
    return json.dumps(dataclasses.asdict(value), ensure_ascii=False)


def request_to_json(request: ImageRequest) -> str:
    """A request as it is written: what differs from the defaults."""
    defaults = dataclasses.asdict(ImageRequest(""))
    fields = dataclasses.asdict(request)
    kept = {name: value for name, value in fields.items() if value != defaults[name]}
    return json.dumps({"prompt": request.prompt, **kept}, ensure_ascii=False)


def request_from_json(text: str) -> ImageRequest:
    """The request that was written."""
    fields: dict[str, Any] = json.loads(text)
    if "aspect_ratio" in fields:
        fields["aspect_ratio"] = AspectRatio(fields["aspect_ratio"])
    if "output_format" in fields:
        fields["output_format"] = OutputFormat(fields["output_format"])
    if fields.get("source"):
        fields["source"] = Source(**fields["source"])
    return ImageRequest(**fields)


def _question(text: str) -> Question | None:
    return Question(**json.loads(text)) if text else None


def _enhancement(text: str | None) -> Enhancement | None:
    if not text:
        return None
    fields = json.loads(text)
    return Enhancement(**{**fields, "how": Rewrite(fields["how"])})


def _image(text: str | None) -> StoredImage | None:
    return StoredImage(**json.loads(text)) if text else None
