"""Keeps the issuer's signing keys in the container, and decides when to ask for them again.

Refuses to know what a token says beyond its signature.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from chalicelib.adapters.oidc.discovery import IssuerUnavailable, Metadata, discover, read_document
from chalicelib.domain.errors import Problem, Refused

if TYPE_CHECKING:
    from jwt import PyJWK

# However many forged tokens come in, and whether the issuer answers or not, it is asked no more often.
ASK_AGAIN_AFTER = 60.0
# A key that the issuer has withdrawn is trusted no longer than this.
TRUSTED_FOR = 3600.0


@dataclass(frozen=True)
class _KeySet:
    keys: tuple["PyJWK", ...]
    fetched_at: float


class SigningKeys:
    """The keys of one issuer, shared by the threads of a container."""

    def __init__(self, issuer: str, fetch: Callable[[str], bytes], machine_clock: Callable[[], float]) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._clock = machine_clock
        self._lock = Lock()
        self._known: _KeySet | None = None
        self._asked_at = float("-inf")

    def payload_of(self, token: str) -> bytes:
        """What an ASCII token says, once a key of the issuer is known to have signed it.

        Raises `Refused`: `unauthenticated` for any fault of the token, `busy` while the issuer's keys are
        not to be had, or may have changed since it last answered.
        """
        from chalicelib.adapters.oidc import signatures  # noqa: PLC0415 - a cold start does not pay for it

        if not signatures.is_acceptable(token):
            raise Refused(Problem.UNAUTHENTICATED)
        known = self._trusted()
        payload = signatures.signed_payload(token, known.keys)
        if payload is None:
            payload = signatures.signed_payload(token, self._newest().keys)
        if payload is None:
            raise Refused(Problem.UNAUTHENTICATED)
        return payload

    def _trusted(self) -> _KeySet:
        known = self._known
        if known is not None and self._is_within(TRUSTED_FOR, known.fetched_at):
            return known
        return self._newest()

    def _newest(self) -> _KeySet:
        """The keys of the last minute, perhaps fetched by another thread, or else those of this moment."""
        with self._lock:
            if not self._is_within(ASK_AGAIN_AFTER, self._asked_at):
                return self._ask()
            if self._known is None or self._known.fetched_at != self._asked_at:
                raise self._busy()
            return self._known

    def _ask(self) -> _KeySet:
        from chalicelib.adapters.oidc import signatures  # noqa: PLC0415 - a cold start does not pay for it

        self._asked_at = self._clock()
        try:
            metadata = discover(self._issuer, Metadata, self._fetch)
            document = read_document(metadata.jwks_uri, signatures.KeyDocument, self._fetch)
        except IssuerUnavailable as error:
            raise self._busy() from error
        self._known = _KeySet(signatures.usable_keys(document), self._asked_at)
        return self._known

    def _busy(self) -> Refused:
        rest = ASK_AGAIN_AFTER - (self._clock() - self._asked_at)
        return Refused(Problem.BUSY, retry_after=timedelta(seconds=rest))

    def _is_within(self, seconds: float, since: float) -> bool:
        # A machine's clock may be set back; an instant in the future counts as long ago.
        return 0 <= self._clock() - since < seconds
