"""The examination: every check in its order, and what each one came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from bot.doctor import account, models, rights, slack, stores
from bot.doctor.deployment import Deployment
from bot.doctor.finding import Finding, Verdict, Wrong
from bot.doctor.stack import StackMissing

Check = Callable[[Deployment], str]

GROUND: tuple[tuple[str, Check], ...] = (
    ("credentials", account.credentials),
    ("stack", account.stack),
    ("function", account.function),
)
"""Without these nothing else can be looked at."""

CHECKS: tuple[tuple[str, Check], ...] = (
    ("alias", account.alias),
    ("table", stores.table),
    ("buckets", stores.buckets),
    ("slow lane", stores.slow_lane),
    ("dead letters", stores.dead_letters),
    ("queue feeds the function", stores.mapping),
    ("crashed jobs go to the slow lane", stores.destination),
    ("sweep", stores.schedule),
    ("concurrency", account.concurrency),
    ("permissions", rights.permissions),
    ("alarms", account.alarms),
    ("image model", models.image_model),
    ("enhancement model", models.enhance_model),
    ("bot token", slack.bot_token),
    ("scopes", slack.scopes),
    ("signing secret", slack.signing_secret),
    ("event URL", slack.event_url),
)

PAID: tuple[tuple[str, Check], ...] = (
    ("a real rewrite", models.call_enhance_model),
    ("a real picture", models.call_image_model),
)
"""What costs about 0.081 US dollars together."""

_REFUSED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}
_CREDENTIALS = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_SERVER_ERROR = 500
_LOG_IN = "log in again (aws sso login), or set AWS_PROFILE, then try again"


def examine(deployment: Deployment, *, spend: bool = False) -> Iterator[Finding]:
    """Run every check; one that cannot be run keeps none of the others from it.

    Args:
        deployment: What to look at.
        spend: Whether to make one real call to each model, with the operator's credentials.
    """
    for name, check in GROUND:
        finding = run(name, check, deployment)
        yield finding
        if finding.verdict is not Verdict.OK:
            return
    for name, check in (*CHECKS, *(PAID if spend else ())):
        yield run(name, check, deployment)


def run(name: str, check: Check, deployment: Deployment) -> Finding:
    """Run one check."""
    try:
        return Finding(name, Verdict.OK, check(deployment))
    except Wrong as error:
        return Finding(name, error.verdict, str(error), error.mend)
    except StackMissing as error:
        return Finding(name, Verdict.FAIL, str(error), "run make deploy")
    except EndpointConnectionError as error:
        return Finding(name, Verdict.FAIL, str(error), "check the network and the region")
    except (BotoCoreError, ClientError) as error:
        return _refused(name, error)
    except Exception as error:  # noqa: BLE001 - no check may keep the others from being run
        told = f"it could not be looked at: {type(error).__name__}: {error}"
        return Finding(name, Verdict.SKIP, told, "try again; a proxy may be answering for AWS")


def _refused(name: str, error: BotoCoreError | ClientError) -> Finding:
    if not isinstance(error, ClientError):
        return Finding(name, Verdict.FAIL, str(error), _LOG_IN)
    code = error.response["Error"]["Code"]
    if code in _CREDENTIALS:
        return Finding(name, Verdict.FAIL, str(error), _LOG_IN)
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= _SERVER_ERROR:
        return Finding(name, Verdict.SKIP, f"AWS could not tell: {error}", "try again in a minute")
    if code in _REFUSED or code == "403":
        mend = "ask for the right to read it, or have somebody run this who may"
        return Finding(name, Verdict.SKIP, f"these credentials may not look: {error}", mend)
    return Finding(name, Verdict.FAIL, str(error), "run make deploy")
