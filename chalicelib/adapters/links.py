"""Sign the tokens of decision links. A token holds request, nomination and generation; nothing secret is stored."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import unquote

from itsdangerous import BadData, URLSafeSerializer

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.patterns import pattern
from chalicelib.domain.recovery.recovery import Objection
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.text.characters import DROPPED

SALT = "approval"
OBJECTION = "recovery-objection"
_BEHIND = pattern("[^A-Za-z0-9_-]+$")
_INVISIBLE = str.maketrans(dict.fromkeys(DROPPED))


class SignedLinks:
    """Signing keys by id, newest last. A link is signed with the key whose id its nomination stores."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys

    @cached_property
    def current_key(self) -> str:
        """The id of the newest key."""
        return list(self._keys)[-1]

    @cached_property
    def _signers(self) -> Mapping[str, URLSafeSerializer]:
        return {key_id: _serializer([secret]) for key_id, secret in self._keys.items()}

    @cached_property
    def _verifier(self) -> URLSafeSerializer:
        return _serializer(list(self._keys.values()))

    def token(self, link: Link, key_id: str) -> str:
        """Return the link's token. If its key was removed, the newest key signs: old tokens are invalid anyway."""
        signer = self._signers.get(key_id) or self._signers[self.current_key]
        return signer.dumps([link.request_id, link.nomination_id, link.generation])

    def objection_token(self, objection: Objection) -> str:
        """Return the token of an objection, by the newest key and for nothing else."""
        signer = _serializer([list(self._keys.values())[-1]], OBJECTION)
        return signer.dumps([objection.recovery_id, objection.notice, objection.mailbox])

    def read_objection(self, token: str) -> Objection:
        """Verify the token of an objection. Raises `link-unknown`."""
        match _payload(_serializer(list(self._keys.values()), OBJECTION), token):
            case [str(recovery_id), int(notice), str(mailbox)]:
                return Objection(recovery_id, notice, mailbox)
            case _:
                raise Refused(Problem.LINK_UNKNOWN)

    def read(self, token: str) -> Link:
        """Verify a token as people copy it. Raises `link-unknown`. Encodings of one token give the same link."""
        match _payload(self._verifier, token):
            case [str(request_id), str(nomination_id), int(generation)]:
                return Link(request_id, nomination_id, generation)
            case _:
                raise Refused(Problem.LINK_UNKNOWN)


def _without_copied_ends(token: str) -> str:
    """Take off what mail programs and readers leave in and behind a link: line breaks, and the end of its sentence.

    Programs that check links encode a blank twice. No character of the alphabet is taken off: a token has a full stop
    inside, but none ends with one.
    """
    decoded = unquote(token).translate(_INVISIBLE)
    return _BEHIND.sub("", "".join(decoded.split()))


def _payload(verifier: URLSafeSerializer, token: str) -> object:
    try:
        return verifier.loads(_without_copied_ends(token))
    except (BadData, UnicodeError, TypeError, ValueError):
        return None


def _serializer(secrets: list[str], salt: str = SALT) -> URLSafeSerializer:
    options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(secrets, salt=salt, signer_kwargs=options)
