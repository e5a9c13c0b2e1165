"""Signs where the next page of a list starts, so that nobody makes up a place or takes it to another list.

Refuses to know which lists there are.
"""

import hashlib
from collections.abc import Mapping

from itsdangerous import BadData, URLSafeSerializer

from chalicelib.domain.errors import Problem, Refused


class Cursors:
    """Cursors under rotating keys, each a secret by its id: the last one signs, all are accepted."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._serializer = URLSafeSerializer(
            list(keys.values()),
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )

    def sign(self, start: str, bound_to: str) -> str:
        """The cursor of a place in the list that `bound_to` names."""
        cursor: str = self._serializer.dumps(start, salt=_salt(bound_to))
        return cursor

    def read(self, cursor: str, bound_to: str) -> str:
        """The place a cursor names. Raises `invalid-cursor` if it was altered, or is none of that list."""
        try:
            start: object = self._serializer.loads(cursor, salt=_salt(bound_to))
        except (BadData, UnicodeError, TypeError, RecursionError):
            raise Refused(Problem.INVALID_CURSOR) from None
        if not isinstance(start, str) or not start:
            raise Refused(Problem.INVALID_CURSOR)
        return start


def _salt(bound_to: str) -> bytes:
    # A query may hold whatever a client sent, half a surrogate pair too.
    return f"cursor:{bound_to}".encode(errors="surrogatepass")
