"""An issuer of tokens, as a company's sign-in service is one: it signs, others verify."""

from __future__ import annotations

import time

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

AUDIENCE = "imagine"
"""What its tokens are for."""


class Issuer:
    """Issues tokens until its key is forgotten.

    Attributes:
        url: The claim `iss`; nothing listens there.
        keys: Whoever has these can verify its tokens.
    """

    url = "https://issuer.example/"

    def __init__(self) -> None:
        self._key = RSAKey.generate_key(2048, {"kid": "local", "use": "sig", "alg": "RS256"})
        self.keys = KeySet([self._key])

    def token(self, subject: str, **claims: object) -> str:
        """A token for a subject, good for an hour.

        Further claims are added, or replace its own; None leaves one out.
        """
        now = int(time.time())
        own = {"iss": self.url, "sub": subject, "aud": AUDIENCE, "iat": now, "exp": now + 3600}
        given = {name: text for name, text in {**own, **claims}.items() if text is not None}
        return jwt.encode({"alg": "RS256", "kid": "local"}, given, self._key)
