"""The OpenAPI document: valid, and the same as what the code takes and answers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from openapi_spec_validator import validate

from api import answers, bodies, openapi
from api.answers import Answer
from bot.settings import Settings
from core.errors import (
    Defect,
    Filtered,
    Gone,
    ImagineError,
    LimitReached,
    NeedsEnglish,
    OptionError,
    SourceRefused,
    Throttled,
    Unavailable,
)
from core.generate import MAX_PROMPT
from core.model import SEED_MAX, AspectRatio, Outcome, OutputFormat, Stage
from core.styles import STYLES
from tests.jobs import job

CHOICES = bodies.Choices(tuple(STYLES), ("a-model",), "inputs", AspectRatio.RATIO_3_2)


@pytest.fixture
def document() -> dict[str, Any]:
    """The document as it is served."""
    return openapi.document(CHOICES, "a-model")


def test_it_is_valid(document: dict[str, Any]) -> None:
    """A validator takes it."""
    validate(document)


def test_the_fields_are_those_that_are_read(document: dict[str, Any]) -> None:
    """Every field is read and every field that is read is told, with the same bounds."""
    request = document["components"]["schemas"]["Request"]
    fields = request["properties"]
    assert request["additionalProperties"] is False
    assert fields.keys() == bodies._readers(CHOICES).keys()
    assert fields["seed"]["maximum"] == SEED_MAX
    for name in ("prompt", "negative_prompt", "original_prompt"):
        assert fields[name]["maxLength"] == MAX_PROMPT
    assert fields["output_format"]["enum"] == list(OutputFormat)
    assert fields["aspect_ratio"]["enum"] == list(AspectRatio)


def test_choices_are_the_deployments(document: dict[str, Any]) -> None:
    """Styles, models and the default ratio are filled in."""
    fields = document["components"]["schemas"]["Request"]["properties"]
    assert fields["enhancement_style"]["enum"] == list(STYLES)
    assert (fields["model"]["enum"], fields["model"]["default"]) == (["a-model"], "a-model")
    assert fields["aspect_ratio"]["default"] == "3:2"


def test_the_file_is_what_a_plain_deployment_serves() -> None:
    """The document in the repository has the template's defaults, built-in styles and all."""
    plain = Settings(table="", input_bucket="", output_bucket="", queue_url="")
    model = plain.image_model
    choices = bodies.Choices(tuple(STYLES), (model,), "inputs", plain.default_ratio)
    assert json.loads(openapi._FILE.read_text(encoding="utf-8")) == openapi.document(choices, model)


def test_stages_are_those_there_are(document: dict[str, Any]) -> None:
    """A job under way can be at any stage, and at no other."""
    schemas = document["components"]["schemas"]
    for name in ("OpenJob", "Accepted"):
        assert set(schemas[name]["properties"]["stage"]["enum"]) == set(Stage)


def _documented(document: dict[str, Any], answer: Answer) -> bool:
    """Whether a POST's answer is in the document: status, code and headers."""
    named = document["paths"]["/generate"]["post"]["responses"].get(str(answer.status))
    if named is None:
        return False
    response = document["components"]["responses"][named["$ref"].rpartition("/")[2]]
    schema = response["content"]["application/json"]["schema"]
    codes = {
        code
        for each in schema.get("anyOf", [schema])
        for code in each.get("properties", {}).get("error", {}).get("enum", [])
    }
    wanted = {name.lower() for name in response.get("headers", {})}
    return answer.body["error"] in codes and wanted <= answer.headers.keys()


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.DONE}))
def test_every_outcome_is_documented(document: dict[str, Any], outcome: Outcome) -> None:
    """However a job ends, its answer's status, code and headers stand in the document."""
    ended = job(outcome=outcome.value)
    assert _documented(document, answers.failed(ended, now=0.0))
    assert answers.failed_job(ended).status == 200


@pytest.mark.parametrize(
    "error",
    [
        OptionError("seed", "why"),
        SourceRefused("why"),
        LimitReached("person", 20, 1_000.0),
        LimitReached("workspace", 20, 1_000.0),
        NeedsEnglish(),
        Throttled("x"),
        Unavailable("x"),
        Defect("arn:aws:x"),
        Filtered(Outcome.FILTERED_PROMPT),
    ],
)
def test_every_refusal_is_documented(document: dict[str, Any], error: ImagineError) -> None:
    """Whatever keeps a request from being taken on, its answer stands in the document."""
    answer = answers.refusal(error, now=0.0)
    assert _documented(document, answer)
    assert not re.search("arn:", answer.body["message"])


@pytest.mark.parametrize(
    ("limit", "promise"), [(0, "switched off"), (20, "used up")], ids=["off", "spent"]
)
def test_a_limit_of_nothing_is_called_switched_off(limit: int, promise: str) -> None:
    """A program is not told to come back tomorrow in words that are not true."""
    ended = job(outcome=Outcome.PAID_LIMIT.value, notes={"limit": str(limit), "resets": "1000"})
    assert promise in answers.failed(ended, now=0.0).body["message"]
    assert promise in answers.failed_job(ended).body["message"]
    refused = answers.refusal(LimitReached("workspace", limit, 1_000.0), now=0.0)
    assert promise in refused.body["message"]


def test_what_is_gone_is_not_found() -> None:
    """A job that is not kept is 404."""
    assert answers.refusal(Gone("x"), 0.0).status == 404
