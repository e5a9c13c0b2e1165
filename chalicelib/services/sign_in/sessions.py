"""Signing in and out: how a browser that begins a sign-in comes to a session, and how long one lasts.

Refuses to know the protocol of the provider, how cookies travel, and what the person may do.
"""

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
# A working day, from the sign-in on: a limit on idleness would cost a write for every page.
SESSION_LENGTH = timedelta(hours=12)

# 256 bits in base64url; whatever else a cookie holds costs no read.
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
# RFC 6749, appendix A.11.
_CODE = re.compile(r"[\x20-\x7e]{1,4096}")


@dataclass(frozen=True)
class SignIn:
    """A sign-in that was begun, and where it is to lead."""

    return_to: str
    ends_at: datetime


@dataclass(frozen=True)
class Session:
    """Somebody signed in; the person is as the provider described them then.

    `rules` marks by which rules that was read; it is empty in sessions that were kept before rules were marked.
    """

    person: Person
    created_at: datetime
    ends_at: datetime
    rules: str = ""


@dataclass(frozen=True)
class Callback:
    """What a browser brings back from the provider; `issuer` is None where none is named (RFC 9207)."""

    state: str
    code: str
    issuer: str | None = None


@dataclass(frozen=True)
class SignInStart:
    """Where to send the browser, and the secret for its cookie."""

    authorization_url: str
    secret: str


@dataclass(frozen=True)
class SignedIn:
    """The secret for the session's cookie, who it is, and where they wanted to go."""

    secret: str
    person: Person
    return_to: str


class SessionStore(Protocol):
    """Sign-ins and sessions under digests of their secrets. Reads are strongly consistent."""

    def keep_sign_in(self, digest: str, sign_in: SignIn) -> None:
        """Keeps a sign-in that was begun."""
        ...

    def take_sign_in(self, digest: str) -> SignIn | None:
        """Removes the sign-in; of several callers one gets it."""
        ...

    def keep(self, digest: str, session: Session) -> None:
        """Keeps a session."""
        ...

    def session(self, digest: str) -> Session | None:
        """The session, in one read; perhaps one that is over."""
        ...

    def forget(self, digest: str) -> None:
        """Removes the session, if there is one."""
        ...


class Provider(Protocol):
    """The sign-in provider."""

    issuer: str

    def authorization_url(self, proofs: Proofs) -> str:
        """Where a person signs in. Raises `busy` when the provider is out of reach."""
        ...

    def exchange_code(self, code: str, proofs: Proofs) -> Person:
        """Whom the code stands for. Raises `unauthenticated`, `email-not-verified` or `busy`."""
        ...

    @property
    def rules(self) -> str:
        """A mark of the rules by which it reads what is said of a person."""
        ...

    def revalidated(self, person: Person, rules: str) -> Person:
        """Somebody who was read by those rules before, as far as today's trust it."""
        ...


@dataclass(frozen=True)
class Sessions:
    """The use cases. `clock` is the machine's, `new_secret` gives 256 random bits in base64url."""

    store: SessionStore
    provider: Provider
    clock: Clock
    new_secret: Callable[[], str]

    def begin(self, return_to: str) -> SignInStart:
        """Begins a sign-in. Raises `invalid-parameter` for a path that is not of the own site, or `busy`."""
        sign_in = SignIn(validate_return_path(return_to), self.clock.now() + SIGN_IN_LENGTH)
        secret = self.new_secret()
        url = self.provider.authorization_url(Proofs.of(secret))
        self.store.keep_sign_in(_digest(secret), sign_in)
        return SignInStart(url, secret)

    def finish(self, callback: Callback, secret: str) -> SignedIn:
        """Makes a session of what the browser with this sign-in secret brings back, once.

        Raises `unauthenticated` for whatever is not as it was begun, `email-not-verified`, or `busy`; then
        no session is there, and the sign-in has to begin anew.
        """
        proofs = self._proofs(callback, secret)
        sign_in = self.store.take_sign_in(_digest(secret))
        now = self.clock.now()
        if sign_in is None or sign_in.ends_at <= now or not self._is_answer(callback):
            raise Refused(Problem.UNAUTHENTICATED)
        person = self.provider.exchange_code(callback.code, proofs)
        own = self.new_secret()
        self.store.keep(_digest(own), Session(person, now, now + SESSION_LENGTH, self.provider.rules))
        return SignedIn(own, person, sign_in.return_to)

    def session_of(self, secret: str) -> Person | None:
        """Who is signed in, in at most one read."""
        if not _SECRET.fullmatch(secret):
            return None
        found = self.store.session(_digest(secret))
        if found is None or found.ends_at <= self.clock.now():
            return None
        return self.provider.revalidated(found.person, found.rules)

    def end(self, secret: str) -> None:
        """Signs out: from now on the secret opens nothing, wherever a copy of it may be."""
        if _SECRET.fullmatch(secret):
            self.store.forget(_digest(secret))

    def _proofs(self, callback: Callback, secret: str) -> Proofs:
        """The proofs, if the state is this browser's own."""
        if not _SECRET.fullmatch(secret):
            raise Refused(Problem.UNAUTHENTICATED)
        proofs = Proofs.of(secret)
        if not hmac.compare_digest(callback.state.encode(errors="replace"), proofs.state.encode()):
            raise Refused(Problem.UNAUTHENTICATED)
        return proofs

    def _is_answer(self, callback: Callback) -> bool:
        """Whether our provider said yes; one that denies sends no code."""
        return bool(_CODE.fullmatch(callback.code)) and callback.issuer in (None, self.provider.issuer)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
