"""Sign what a browser remembers of a started sign-in, with the link keys under a purpose of its own."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from chalicelib.domain.errors import Problem
from chalicelib.services.sign_in.started import SignIn

SALT = "sign-in"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class SignedSignIns:
    """Implementation of `started.StartedSignIns`. The last key signs; all keys verify."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        self._serializer = URLSafeSerializer(list(keys.values()), salt=SALT, signer_kwargs=options)

    def token(self, sign_in: SignIn) -> str:
        """Return the signed text for a cookie, in characters that every cookie may hold."""
        failed_as = sign_in.failed_as.value if sign_in.failed_as else ""
        started_at = (sign_in.started_at - EPOCH) // MILLISECOND
        payload = [sign_in.return_to, started_at, sign_in.secret, failed_as, sign_in.missing_claim]
        token: str = self._serializer.dumps(payload)
        return token

    def read(self, token: str) -> SignIn | None:
        """Return the sign-in; None for a text that was not signed here, or that another release wrote."""
        try:
            return _sign_in(self._serializer.loads(token))
        except (BadData, UnicodeError, TypeError, ValueError, OverflowError):
            return None


def _sign_in(payload: object) -> SignIn | None:
    match payload:
        case [str(return_to), int(started_at), str(secret), str(failed_as), str(missing_claim)]:
            problem = Problem(failed_as) if failed_as else None
            return SignIn(return_to, EPOCH + started_at * MILLISECOND, secret, problem, missing_claim)
        case _:
            return None
