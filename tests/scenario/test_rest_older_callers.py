"""Callers of the API that was there before go on unchanged."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from tests.house import House
from tests.rest_caller import Caller, assert_picture

OLDER = [
    {"prompt": "a cat", "aspect_ratio": "16:9", "seed": 42},
    {"prompt": "a cat", "enhance_prompt": True, "aspect_ratio": "16:9", "seed": 42},
    {
        "prompt": "a detailed prompt you already wrote yourself",
        "enhance_prompt": False,
        "aspect_ratio": "1:1",
    },
    {
        "prompt": "make it look like a painting",
        "enhance_prompt": True,
        "init_image_s3": "s3://INPUT/input.jpg",
        "aspect_ratio": "1:1",
    },
    {"prompt": "a dragon", "enhance_prompt": True},
]
"""What callers of the API that was there before send, but for the bucket's name."""


@pytest.mark.parametrize("way", ["/generate", "/generate-enhanced", "bare", "body"])
@pytest.mark.parametrize("payload", OLDER, ids=range(1, 6))
def test_older_callers_go_on_unchanged(house: House, payload: dict[str, object], way: str) -> None:
    """Each of the older payloads works over HTTP and by direct invocation, with all its keys."""
    caller, bucket = Caller(house), house.settings.input_bucket
    held = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(held, "JPEG")
    house.client("s3").put_object(Bucket=bucket, Key="input.jpg", Body=held.getvalue())
    sent = json.loads(json.dumps(payload).replace("INPUT", bucket))
    match way:
        case "bare":
            told = caller.invoke(sent)
        case "body":
            told = caller.invoke({"body": json.dumps(sent)})
        case path:
            told = caller.post(path, sent)
    enhances = payload.get("enhance_prompt", way == "/generate-enhanced")
    assert_picture(house, told, rewritten=bool(enhances))
    assert told.body["original_prompt"] == payload["prompt"]
    assert told.body["parameters"]["aspect_ratio"] == payload.get("aspect_ratio", "16:9")
    if "seed" in payload:
        assert told.body["parameters"]["seed"] == payload["seed"]
    (painted,) = house.painted()
    assert ("aspect_ratio" in painted) is ("init_image_s3" not in payload)
