"""Sign in through the identity provider, keep sessions, and sign out."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.services.sign_in.proofs import Proofs
from chalicelib.services.sign_in.return_paths import validate_return_path
from chalicelib.services.unit_of_work.ports import Clock

SIGN_IN_LENGTH = timedelta(minutes=10)
# A working day from the sign-in. An idle timeout would need a write for every page.
SESSION_LENGTH = timedelta(hours=12)

# 256 bits in base64url. Cookies with another value are ignored without a read.
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
# RFC 6749, appendix A.11.
_CODE = re.compile(r"[\x20-\x7e]{1,4096}")


@dataclass(frozen=True)
class SignIn:
    """A started sign-in, and the path to return to."""

    return_to: str
    ends_at: datetime


@dataclass(frozen=True)
class Session:
    """A session; the person is as the provider described them at sign-in.

    `rules` is the fingerprint of the rules that interpreted the claims; empty in sessions of earlier releases.
    """

    person: Person
    created_at: datetime
    ends_at: datetime
    rules: str = ""


@dataclass(frozen=True)
class Callback:
    """Query parameters with which the provider redirects back; `issuer` is None if absent (RFC 9207)."""

    state: str
    code: str
    issuer: str | None = None


@dataclass(frozen=True)
class SignInStart:
    """URL to redirect the browser to, and the secret for its cookie."""

    authorization_url: str
    secret: str


@dataclass(frozen=True)
class SignedIn:
    """Secret for the session cookie, the person, and the path to return to."""

    secret: str
    person: Person
    return_to: str


class SessionStore(Protocol):
    """Stores sign-ins and sessions by digests of their secrets. Reads are strongly consistent."""

    def keep_sign_in(self, digest: str, sign_in: SignIn) -> None:
        """Store a started sign-in."""
        ...

    def take_sign_in(self, digest: str) -> SignIn | None:
        """Remove and return the sign-in; only one of several concurrent callers gets it."""
        ...

    def keep(self, digest: str, session: Session) -> None:
        """Store a session."""
        ...

    def session(self, digest: str) -> Session | None:
        """Return the session, in one read; it may have expired."""
        ...

    def forget(self, digest: str) -> None:
        """Delete the session, if it exists."""
        ...


class Provider(Protocol):
    """The OpenID Connect identity provider."""

    issuer: str

    def authorization_url(self, proofs: Proofs) -> str:
        """Return the URL where a person signs in. Raises `busy` if the provider is unavailable."""
        ...

    def exchange_code(self, code: str, proofs: Proofs) -> Person:
        """Exchange the code for the person. Raises `unauthenticated`, `email-not-verified` or `busy`."""
        ...

    @property
    def rules(self) -> str:
        """Fingerprint of the rules by which claims are interpreted."""
        ...

    def revalidated(self, person: Person, rules: str) -> Person:
        """Return a stored person, interpreted by the current rules; `rules` are those at sign-in."""
        ...


@dataclass(frozen=True)
class Sessions:
    """The use cases. `clock` is the system clock; `new_secret` returns 256 random bits in base64url."""

    store: SessionStore
    provider: Provider
    clock: Clock
    new_secret: Callable[[], str]

    def begin(self, return_to: str) -> SignInStart:
        """Start a sign-in. Raises `invalid-parameter` for a path that is not of this site, or `busy`."""
        sign_in = SignIn(validate_return_path(return_to), self.clock.now() + SIGN_IN_LENGTH)
        secret = self.new_secret()
        url = self.provider.authorization_url(Proofs.of(secret))
        self.store.keep_sign_in(_digest(secret), sign_in)
        return SignInStart(url, secret)

    def finish(self, callback: Callback, secret: str) -> SignedIn:
        """Create a session from the callback of the browser with this sign-in secret. Works only once.

        Raises `unauthenticated` if the callback does not match the sign-in, `email-not-verified`, or `busy`. Then
        there is no session, and the person must sign in again.
        """
        proofs = self._proofs(callback, secret)
        sign_in = self.store.take_sign_in(_digest(secret))
        now = self.clock.now()
        if sign_in is None or sign_in.ends_at <= now or not self._is_successful(callback):
            raise Refused(Problem.UNAUTHENTICATED)
        person = self.provider.exchange_code(callback.code, proofs)
        session_secret = self.new_secret()
        self.store.keep(_digest(session_secret), Session(person, now, now + SESSION_LENGTH, self.provider.rules))
        return SignedIn(session_secret, person, sign_in.return_to)

    def session_of(self, secret: str) -> Person | None:
        """Return the person of the session, or None. Takes at most one read."""
        if not _SECRET.fullmatch(secret):
            return None
        session = self.store.session(_digest(secret))
        if session is None or session.ends_at <= self.clock.now():
            return None
        return self.provider.revalidated(session.person, session.rules)

    def end(self, secret: str) -> None:
        """Sign out: delete the session, so that copies of its secret are useless."""
        if _SECRET.fullmatch(secret):
            self.store.forget(_digest(secret))

    def _proofs(self, callback: Callback, secret: str) -> Proofs:
        """Return the proofs. Raises `unauthenticated` if the state is not that of this browser."""
        if not _SECRET.fullmatch(secret):
            raise Refused(Problem.UNAUTHENTICATED)
        proofs = Proofs.of(secret)
        if not hmac.compare_digest(callback.state.encode(errors="replace"), proofs.state.encode()):
            raise Refused(Problem.UNAUTHENTICATED)
        return proofs

    def _is_successful(self, callback: Callback) -> bool:
        """Whether the callback is from our provider and has a code; error responses have none."""
        return bool(_CODE.fullmatch(callback.code)) and callback.issuer in (None, self.provider.issuer)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
