"""Who asks over REST: an IAM identity, a JWT's subject, or whoever may invoke the function itself.

API Gateway has verified signature or token before the function is called; what it found out stands
in the request's context, where nothing of the request's own gets to.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.model import Job

DOOR = "rest"
"""The name jobs that came over REST have for their way back."""

_ACCOUNT = re.compile(r"\d{12}")
_ASSUMED_ROLE = re.compile(r"(arn:[\w-]+:sts::\d{12}:assumed-role/[^/]+)/.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    Attributes:
        tenant: `aws-ACCOUNT`, or `jwt-` and a hash of the issuer: whose budgets are taken from.
        owner: Who in it: the ARN of a user or role, or a hash of the token's subject.
        together: Whether all of the tenant may see each other's jobs: an account may, the
            subjects of an issuer may not.
    """

    tenant: str
    owner: str
    together: bool

    def may_see(self, job: Job) -> bool:
        """Whether the job is this principal's."""
        ours = job.door == DOOR and job.tenant == self.tenant
        return ours and (self.together or job.owner == self.owner)


def of_request(event: Mapping[str, object]) -> Principal | None:
    """Who sent an HTTP request, by its event; None where API Gateway vouches for nobody."""
    context = _mapping(event.get("requestContext"))
    authorizer = _mapping(context.get("authorizer"))
    iam = _mapping(authorizer.get("iam"))
    account, arn = iam.get("accountId"), iam.get("userArn")
    if isinstance(account, str) and _ACCOUNT.fullmatch(account) and isinstance(arn, str) and arn:
        return Principal(f"aws-{account}", _lasting(arn), together=True)
    claims = _mapping(_mapping(authorizer.get("jwt")).get("claims"))
    issuer, subject = claims.get("iss"), claims.get("sub")
    if isinstance(issuer, str) and issuer and isinstance(subject, str) and subject:
        return Principal(f"jwt-{_hash(issuer)}", f"sub-{_hash(subject)}", together=False)
    return None


def of_invocation(function_arn: str) -> Principal:
    """Whoever invoked the function directly: Lambda says no more than that they may.

    Args:
        function_arn: This function as it was invoked.
    """
    account = function_arn.split(":")[4]
    return Principal(f"aws-{account}", "invocation", together=True)


def _lasting(arn: str) -> str:
    """The identity behind an ARN: of an assumed role, the role without the session's name."""
    role = _ASSUMED_ROLE.fullmatch(arn)
    return role[1] if role else arn


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
