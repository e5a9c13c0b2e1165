"""Sign pagination cursors, so that nobody can forge one or use it for another list."""

import hashlib
from collections.abc import Mapping
from functools import cached_property

from itsdangerous import BadData, URLSafeSerializer

from chalicelib.domain.errors import Problem, Refused


class Cursors:
    """Cursors signed with rotating keys (secrets by id). The last key signs; all keys verify."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys

    @cached_property
    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(
            list(self._keys.values()),
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )

    def sign(self, start: str, bound_to: str) -> str:
        """Sign a start position for the list that `bound_to` identifies."""
        cursor: str = self._serializer.dumps(start, salt=_salt(bound_to))
        return cursor

    def read(self, cursor: str, bound_to: str) -> str:
        """Return the start position. Raises `invalid-cursor` if the cursor was altered or belongs to another list."""
        try:
            start: object = self._serializer.loads(cursor, salt=_salt(bound_to))
        except (BadData, UnicodeError, TypeError, RecursionError):
            raise Refused(Problem.INVALID_CURSOR) from None
        if not isinstance(start, str) or not start:
            raise Refused(Problem.INVALID_CURSOR)
        return start


def _salt(bound_to: str) -> bytes:
    # A client may send a lone surrogate in the query.
    return f"cursor:{bound_to}".encode(errors="surrogatepass")
