"""What ties a sign-in to the browser that began it, each piece made of the one secret in its cookie.

Refuses to know where the secret comes from, and how the pieces travel.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Proofs:
    """Each good for one check and telling nothing of the others; none has to be stored."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def of(cls, secret: str) -> "Proofs":
        """The proofs of this secret, always the same."""
        state, nonce, verifier = (
            _base64url(hmac.digest(secret.encode(), purpose, "sha256")) for purpose in (b"state", b"nonce", b"verifier")
        )
        return cls(state, nonce, verifier)

    @property
    def challenge(self) -> str:
        """S256 of the verifier (RFC 7636, section 4.2)."""
        return _base64url(sha256(self.verifier.encode()).digest())


def _base64url(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")
