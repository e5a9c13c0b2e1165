"""Signed links: the token names a request, a nomination and a generation, and stores no secret anywhere."""

import hashlib
from collections.abc import Mapping

from itsdangerous import BadData, URLSafeSerializer

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.link_status import Link

SALT = "approval"


class SignedLinks:
    """Keys by id, the newest last. A link is signed with the key that its nomination remembers."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._signers = {key_id: _serializer([secret]) for key_id, secret in keys.items()}
        self._verifier = _serializer(list(keys.values()))
        self.current_key = list(keys)[-1]

    def token(self, link: Link, key_id: str) -> str:
        """The link's token. With its key rotated away the newest signs, for the old link is dead anyway."""
        signer = self._signers.get(key_id) or self._signers[self.current_key]
        return signer.dumps([link.request_id, link.nomination_id, link.generation])

    def read(self, token: str) -> Link:
        """What the token says, if one of our keys signed it; several spellings of one token read the same."""
        try:
            request_id, nomination_id, generation = self._verifier.loads(token)
        except (BadData, UnicodeError, TypeError, ValueError):
            raise Refused(Problem.LINK_UNKNOWN) from None
        return Link(str(request_id), str(nomination_id), int(generation))


def _serializer(secrets: list[str]) -> URLSafeSerializer:
    options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(secrets, salt=SALT, signer_kwargs=options)
