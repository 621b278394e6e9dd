"""`python -m tests.fuzz_api SCHEMATHESIS`: the local REST API, fuzzed by its own OpenAPI document.

The function that deploys runs under Lambda's runtime client, behind the gateway that verifies
tokens; what is looked for is any answer of 500 and above, and any that the document does not tell.
Schemathesis lives in an environment of its own, because it brings a pytest plugin along.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

from local import region
from local.bedrock import Bedrock
from local.bedrock import serve as serve_bedrock
from local.lambda_host.authorizers import Authorizers
from local.painter.plain import paint_plain
from local.rewriter import Rewriter
from tests.issuer import AUDIENCE, Issuer

_BUDGETS = ("PicturesPerPerson", "PicturesPerWorkspace", "PaidCallsPerWorkspace")
_NOT_APPLICABLE = (
    # API Gateway answers 404 where another method has a route, not 405 with what is allowed.
    "unsupported_method",
    "allow_header_conformance",
    # Words without a letter, or an image that is not there, fit the document and cannot be taken.
    "positive_data_acceptance",
)


def main(arguments: list[str] | None = None) -> int:
    """Fuzz for a while; the exit status is schemathesis's."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz_api", description=__doc__)
    parser.add_argument("schemathesis", type=Path, help="path of the schemathesis program")
    parser.add_argument("--seconds", type=int, default=30, help="how long")
    options = parser.parse_args(arguments)
    issuer = Issuer()
    bedrock = serve_bedrock(Bedrock(paint_plain, Rewriter()))
    running = region.start(
        bedrock_url=bedrock.url,
        parameters={
            "JwtIssuer": issuer.url,
            "JwtAudience": AUDIENCE,
            **dict.fromkeys(_BUDGETS, "unlimited"),
        },
        authorizers=Authorizers(issuers={issuer.url: issuer.keys}),
        concurrency=8,
    )
    try:
        authorization = f"Bearer {issuer.token('fuzz')}"
        with tempfile.TemporaryDirectory() as folder:
            document = _document(running.http_url, authorization)
            # As served, with the one of the two ways in that this deployment has.
            document["security"] = [{"jwt": []}]
            (Path(folder) / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
            command = [
                *(str(options.schemathesis.resolve()), "run", "openapi.json"),
                *("--url", running.http_url, "--header", f"Authorization: {authorization}"),
                *("--max-time", str(options.seconds), "--workers", "4"),
                *("--checks", "all", "--exclude-checks", ",".join(_NOT_APPLICABLE)),
                *("--request-timeout", "40", "--no-color", "--warnings", "off"),
            ]
            return subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603
    finally:
        running.close()
        bedrock.close()


def _document(url: str, authorization: str) -> dict[str, object]:
    request = Request(f"{url}/openapi.json", headers={"Authorization": authorization})  # noqa: S310
    with urlopen(request, timeout=40) as answer:  # noqa: S310 - our own loopback address
        document: dict[str, object] = json.loads(answer.read())
    return document


if __name__ == "__main__":
    sys.exit(main())
