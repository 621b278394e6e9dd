"""The template's HTTP API: its routes, who they let in, and what browsers are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local.intrinsics import TemplateError
from local.lambda_host.routes import Cors, Front, Route, TokenRule, front_of
from local.template import load, translate

TEMPLATE = Path(__file__).parent.parent.parent / "infra" / "template.yaml"
ROOT = TEMPLATE.parent.parent

TOKENS = {"JwtIssuer": "https://issuer.example/", "JwtAudience": "imagine,web"}
REST = {"POST /generate", "POST /generate-enhanced", "GET /jobs/{id}", "GET /openapi.json"}


def front(**parameters: str) -> Front:
    """The HTTP API as parameters make it."""
    return front_of(load(TEMPLATE, parameters))


def test_signed_requests_are_let_in_by_default() -> None:
    """Without an issuer the REST routes want AWS credentials; Slack's has its own signature."""
    assert front().routes == {
        "POST /slack/events": Route("POST /slack/events"),
        **{key: Route(key, signed=True) for key in REST},
    }


def test_with_an_issuer_its_tokens_are() -> None:
    """With an issuer the REST routes want its tokens, for one of the audiences."""
    rule = TokenRule("https://issuer.example/", ("imagine", "web"))
    assert front(**TOKENS).routes == {
        "POST /slack/events": Route("POST /slack/events"),
        **{key: Route(key, tokens=rule) for key in REST},
    }


def test_the_authorizer_is_there_only_with_an_issuer() -> None:
    """A deployment by IAM has no authorizer left lying about."""
    assert load(TEMPLATE).of_type("AWS::ApiGatewayV2::Authorizer") == ()


def test_an_issuer_needs_an_audience() -> None:
    """CloudFormation refuses an issuer without an audience, before anything is made."""
    rule = translate(TEMPLATE)["Rules"]["TokensNeedAnAudience"]
    assert "JwtIssuer" in json.dumps(rule["RuleCondition"])
    assert "JwtAudience" in json.dumps(rule["Assertions"])


def test_the_documents_paths_are_the_routes() -> None:
    """Every path of the OpenAPI document has its route, and every other route is Slack's."""
    paths = json.loads((ROOT / "api" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    told = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert told == REST


def test_browsers_are_told_nothing_by_default() -> None:
    """Without origins there is no CORS."""
    assert front().cors == Cors()


def test_browsers_are_told_of_the_origins_given() -> None:
    """Origins are named one by one, with what the REST API needs to be used from there."""
    cors = front(CorsOrigins="https://a.example,http://localhost:3000").cors
    assert cors.origins == ("https://a.example", "http://localhost:3000")
    assert cors.methods == ("GET", "POST")
    assert {"authorization", "content-type", "idempotency-key", "prefer"} <= set(cors.headers)
    assert {"location", "retry-after"} <= set(cors.exposed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CorsOrigins", "*"),
        ("CorsOrigins", "https://*.example"),
        ("CorsOrigins", "https://a.example/"),
        ("CorsOrigins", "a.example"),
        ("JwtIssuer", "http://issuer.example/"),
        ("JwtAudience", "a, b"),
    ],
)
def test_loose_values_are_refused(name: str, value: str) -> None:
    """No wildcard origin, no issuer in the clear."""
    with pytest.raises(TemplateError, match=name):
        load(TEMPLATE, {name: value})


def test_nothing_is_written_into_the_apis_body() -> None:
    """Routes in the body would have the others deleted at the next update."""
    resources = translate(TEMPLATE)["Resources"]
    assert "Body" not in resources["HttpApi"]["Properties"]
    assert resources["Stage"]["Properties"]["StageName"] == "$default"
    assert resources["Stage"]["Properties"]["AutoDeploy"] is True
