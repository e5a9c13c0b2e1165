"""Cache the issuer's signing keys per container, and refresh them."""

from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from chalicelib.adapters.oidc.discovery import IssuerUnavailable, Metadata, discover, read_document
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.metrics import Metric, ignore

if TYPE_CHECKING:
    from jwt import PyJWK

# RFC 8725 section 3.11: access and logout tokens of the same issuer have another type. Several providers (Okta,
# Oracle) set none, so a missing type is accepted. `application/jwt` is the same media type (RFC 7515 section 4.1.9),
# but no provider writes it, so it is refused.
JWT_TYPES = frozenset({"jwt"})
# Minimum seconds between requests to the issuer, even for forged tokens or while it does not answer.
REFRESH_INTERVAL = 60.0
# Maximum age of the cache in seconds, so that withdrawn keys are dropped.
MAX_AGE = 3600.0


@value_class
class _KeySet:
    keys: tuple["PyJWK", ...]
    fetched_at: float


class SigningKeys:
    """The signing keys of one issuer. Thread-safe."""

    def __init__(
        self,
        issuer: str,
        fetch: Callable[[str], bytes],
        machine_clock: Callable[[], float],
        report: Callable[[Metric], object] = ignore,
    ) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._clock = machine_clock
        self._report = report
        self._lock = Lock()
        self._cached: _KeySet | None = None
        self._requested_at = float("-inf")

    def payload_of(self, token: str, types: frozenset[str] = JWT_TYPES) -> bytes:
        """Verify the signature of an ASCII token of one of these types, in lower case, and return its payload.

        Raises `unauthenticated` for an invalid token, `busy` while the issuer's keys are unavailable or may have
        changed since the last successful refresh.
        """
        from chalicelib.adapters.oidc import signatures  # noqa: PLC0415 - keeps cold starts fast

        if not signatures.is_acceptable(token, types):
            raise Refused(Problem.UNAUTHENTICATED)
        payload = signatures.signed_payload(token, self._current().keys)
        if payload is None:
            payload = signatures.signed_payload(token, self._refreshed().keys)
        if payload is None:
            raise Refused(Problem.UNAUTHENTICATED)
        return payload

    def refresh(self) -> None:
        """Fetch the keys, unless they were fetched in the last minute. Raises `busy`."""
        self._refreshed()

    def _current(self) -> _KeySet:
        cached = self._cached
        if cached is not None and self._is_within(MAX_AGE, cached.fetched_at):
            return cached
        return self._refreshed()

    def _refreshed(self) -> _KeySet:
        """Fetch the keys, unless they were fetched in the last minute, perhaps by another thread."""
        with self._lock:
            if not self._is_within(REFRESH_INTERVAL, self._requested_at):
                return self._fetch_keys()
            if self._cached is None or self._cached.fetched_at != self._requested_at:
                raise self._busy()
            return self._cached

    def _fetch_keys(self) -> _KeySet:
        from chalicelib.adapters.oidc import signatures  # noqa: PLC0415 - keeps cold starts fast

        self._requested_at = self._clock()
        try:
            metadata = discover(self._issuer, Metadata, self._fetch)
            document = read_document(metadata.jwks_uri, signatures.KeyDocument, self._fetch)
        except IssuerUnavailable as error:
            self._report(Metric.SIGN_IN_UNAVAILABLE)
            raise self._busy() from error
        self._cached = _KeySet(signatures.usable_keys(document), self._requested_at)
        if not self._cached.keys:
            self._report(Metric.SIGN_IN_UNAVAILABLE)
        return self._cached

    def _busy(self) -> Refused:
        remaining = REFRESH_INTERVAL - (self._clock() - self._requested_at)
        return Refused(Problem.BUSY, retry_after=timedelta(seconds=remaining))

    def _is_within(self, seconds: float, since: float) -> bool:
        # If the clock was set back, `since` is in the future and counts as too old.
        return 0 <= self._clock() - since < seconds
