"""Values that bind a sign-in to the browser that started it, all derived from the secret in its cookie."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from chalicelib.domain.value_classes import value_class


@value_class
class Proofs:
    """OAuth state, OIDC nonce and PKCE verifier. None reveals another one, and none has to be stored."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def of(cls, secret: str) -> "Proofs":
        """Derive the values from the secret; deterministic."""
        state, nonce, verifier = (
            _base64url(hmac.digest(secret.encode(), purpose, "sha256")) for purpose in (b"state", b"nonce", b"verifier")
        )
        return cls(state, nonce, verifier)

    @property
    def challenge(self) -> str:
        """The S256 code challenge of the verifier (RFC 7636, section 4.2)."""
        return _base64url(sha256(self.verifier.encode()).digest())


def _base64url(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")
