"""An issuer of tokens, as a company's sign-in service is one: it signs, others verify."""

from __future__ import annotations

import time

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

ISSUER = "https://issuer.example/"
"""The address it goes by; nothing listens there."""

AUDIENCE = "imagine"
"""What its tokens are for."""

_LIFETIME = 3600


class Issuer:
    """Issues tokens until its key is forgotten.

    Attributes:
        url: The claim `iss`.
        keys: Whoever has these can verify its tokens.
    """

    def __init__(self, url: str = ISSUER) -> None:
        self.url = url
        self._key = RSAKey.generate_key(2048, {"kid": "local", "use": "sig", "alg": "RS256"})
        self.keys = KeySet([self._key])

    def token(self, subject: str, **claims: object) -> str:
        """A token for a subject; further claims are added, or win over its own."""
        now = int(time.time())
        told = {
            "iss": self.url,
            "sub": subject,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + _LIFETIME,
            **claims,
        }
        return jwt.encode({"alg": "RS256", "kid": "local"}, told, self._key)
