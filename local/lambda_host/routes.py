"""The routes of the template's HTTP API: what there is, who is let in, whose pages may ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.intrinsics import TemplateError
from local.template import Stack


@dataclass(frozen=True, slots=True)
class TokenRule:
    """Which tokens an authorizer takes.

    Attributes:
        issuer: Value of the claim `iss`.
        audience: Values of the claim `aud`, or `client_id`, of which one is needed.
    """

    issuer: str
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One route.

    Attributes:
        key: Such as `POST /slack/events`.
        signed: Whether requests have to be signed with AWS credentials.
        tokens: The tokens that are needed; None where none is.
    """

    key: str
    signed: bool = False
    tokens: TokenRule | None = None


@dataclass(frozen=True, slots=True)
class Cors:
    """What browsers are told of other origins' pages.

    Attributes:
        origins: Those that may ask; none leaves CORS out altogether.
        methods: What they may use.
        headers: What they may send.
        exposed: What they may read of an answer.
        max_age: Seconds for which that holds.
    """

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age: int = 0


@dataclass(frozen=True, slots=True)
class Front:
    """An HTTP API.

    Attributes:
        routes: By their keys.
        cors: What browsers are told.
    """

    routes: Mapping[str, Route]
    cors: Cors = field(default_factory=Cors)


_ROUTE_KEY = re.compile(r"(GET|POST) (/([\w.-]+|\{\w+\}))+")
"""A method and a path whose parameters are whole segments: no ANY, no $default, no {rest+}."""


def front_of(stack: Stack) -> Front:
    """The stack's HTTP API.

    Raises:
        TemplateError: A route has a form or an authorizer that is not known here, or leads
            nowhere.
    """
    api = stack.only("AWS::ApiGatewayV2::Api")
    stack.only("AWS::ApiGatewayV2::Stage")
    integration = stack.only("AWS::ApiGatewayV2::Integration")
    if integration.properties["PayloadFormatVersion"] != "2.0":
        raise TemplateError("only payload format 2.0 is known here")
    rules = {
        one.name: TokenRule(
            str(one.properties["JwtConfiguration"]["Issuer"]),
            tuple(one.properties["JwtConfiguration"]["Audience"]),
        )
        for one in stack.of_type("AWS::ApiGatewayV2::Authorizer")
    }
    routes = {}
    for one in stack.of_type("AWS::ApiGatewayV2::Route"):
        key, kind = str(one.properties["RouteKey"]), one.properties["AuthorizationType"]
        if one.properties["Target"] != f"integrations/{integration.name}":
            raise TemplateError(f"{one.logical_id} leads nowhere")
        if not _ROUTE_KEY.fullmatch(key):
            raise TemplateError(f"{one.logical_id}: route {key} is not known here")
        match kind:
            case "NONE":
                routes[key] = Route(key)
            case "AWS_IAM":
                routes[key] = Route(key, signed=True)
            case "JWT":
                routes[key] = Route(key, tokens=rules[str(one.properties["AuthorizerId"])])
            case _:
                raise TemplateError(f"{one.logical_id}: authorization {kind} is not known here")
    return Front(routes, _cors(api.properties.get("CorsConfiguration", {})))


def _cors(given: Mapping[str, Any]) -> Cors:
    return Cors(
        origins=tuple(given.get("AllowOrigins", ())),
        methods=tuple(given.get("AllowMethods", ())),
        headers=tuple(given.get("AllowHeaders", ())),
        exposed=tuple(given.get("ExposeHeaders", ())),
        max_age=int(given.get("MaxAge", 0)),
    )
