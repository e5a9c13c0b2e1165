"""Sign in through the identity provider, keep sessions, and sign out."""

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.patterns import pattern
from chalicelib.domain.value_classes import value_class
from chalicelib.services.sign_in.callback import (
    Callback,
    Identified,
    NewSession,
    SignedIn,
    SignInFailed,
    SignInStart,
    StartOver,
)
from chalicelib.services.sign_in.failures import (
    SignInFailure,
    SignInRefused,
    breakdown_by,
    failure_of,
    refusal_of_provider,
)
from chalicelib.services.sign_in.kept_form import KeptForm
from chalicelib.services.sign_in.proofs import Proofs
from chalicelib.services.sign_in.return_paths import validate_return_path
from chalicelib.services.sign_in.started import SignIn, StartedSignIns
from chalicelib.services.unit_of_work.metrics import Metric, ignore
from chalicelib.services.unit_of_work.ports import Clock

# A working day from the sign-in. An idle timeout would need a write for every page.
SESSION_LENGTH = timedelta(hours=12)

# 256 bits in base64url. Cookies with another value are ignored without a read.
_SECRET = pattern(r"[A-Za-z0-9_-]{43}")
# RFC 6749, appendix A.11.
_CODE = pattern(r"[\x20-\x7e]{1,4096}")


@value_class
class Session:
    """A session; the person is as the provider described them at sign-in.

    `rules` is the fingerprint of the rules that interpreted the claims; empty in sessions of earlier releases. `forms`
    are those that were sent after its end.
    """

    person: Person
    created_at: datetime
    ends_at: datetime
    rules: str = ""
    forms: tuple[KeptForm, ...] = ()


class SessionStore(Protocol):
    """Stores sessions by digests of their secrets. Reads are strongly consistent."""

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

    def end_session_url(self, id_token: str) -> str:
        """Return the URL where the provider ends its own session with the browser; empty if there is none.

        `id_token` is that of the sign-in, or empty.
        """
        ...

    def exchange_code(self, code: str, proofs: Proofs) -> Identified:
        """Exchange the code for the person. Raises `unauthenticated`, `email-not-verified` or `busy`."""
        ...

    def check(self, proofs: Proofs) -> None:
        """Report whether people could sign in now. Never raises."""
        ...

    @property
    def rules(self) -> str:
        """Fingerprint of the rules by which claims are interpreted."""
        ...

    def revalidated(self, person: Person, rules: str) -> Person:
        """Return a stored person, interpreted by the current rules; `rules` are those at sign-in."""
        ...


@value_class
class Sessions:
    """The use cases. `clock` is the system clock; `new_secret` returns 256 random bits in base64url.

    `person_of` returns the person that a verified identity is, and may raise `busy`. `report` counts what says that
    nobody can sign in.
    """

    store: SessionStore
    provider: Provider
    started: StartedSignIns
    clock: Clock
    new_secret: Callable[[], str]
    person_of: Callable[[Person], Person]
    report: Callable[[Metric], object] = ignore

    def check(self) -> None:
        """Report whether people could sign in now. Never raises."""
        self.provider.check(Proofs.of(self.new_secret()))

    def begin(self, return_to: str) -> SignInStart:
        """Start a sign-in, and store nothing.

        Raises `invalid-parameter` for a path that is not of this site, or `busy`.
        """
        sign_in = SignIn(validate_return_path(return_to), self.clock.now(), self.new_secret())
        proofs = Proofs.of(sign_in.secret)
        return SignInStart(self.provider.authorization_url(proofs), proofs.state, self.started.token(sign_in))

    def finish(
        self, callback: Callback, token: str, session_secret: str, default: str
    ) -> SignedIn | StartOver | SignInFailed:
        """Create a session from a callback; `token` is what this browser remembers of the sign-in with that state.

        A callback that signs nobody in leads on all the same if the browser has a session that is at least as young
        as the sign-in: another tab was faster, or the person went back. `default` is the way back if the browser
        remembers none.
        """
        sign_in, session = self.started.read(token), self._session_if_readable(session_secret)
        if sign_in is None:
            unknown = SignInRefused(SignInFailure.UNKNOWN)
            return SignedIn(default) if session else SignInFailed(default, unknown, unknown.failure)
        is_signed_in = session is not None and session.created_at >= sign_in.started_at
        if sign_in.has_succeeded:
            return SignedIn(sign_in.return_to) if is_signed_in else StartOver(sign_in.return_to)
        try:
            identified = self._identify(callback, sign_in)
            return self._sign_in(identified, sign_in, session_secret, session)
        except Refused as refused:
            return SignedIn(sign_in.return_to) if is_signed_in else self._failed(sign_in, refused)

    def open_session(self, secret: str) -> Session | None:
        """Return the session with its person as the current rules see them, or None. Takes at most one read."""
        session = self._session_of(secret)
        return replace(session, person=self.provider.revalidated(session.person, session.rules)) if session else None

    def session_of(self, secret: str) -> Person | None:
        """Return the person of the session, or None. Takes at most one read."""
        session = self.open_session(secret)
        return session.person if session else None

    def end(self, secret: str) -> None:
        """Sign out: copies of the secret are useless. The row stays for forms that are open in other tabs."""
        if _SECRET.fullmatch(secret):
            self._close(digest_of(secret))

    def _close(self, digest: str) -> None:
        """End the session now. One that cannot be read is deleted."""
        session, now = self.store.session(digest), self.clock.now()
        if session is None:
            self.store.forget(digest)
        elif session.ends_at > now:
            self.store.keep(digest, replace(session, ends_at=now))

    def _session_of(self, secret: str) -> Session | None:
        session = self.store.session(digest_of(secret)) if _SECRET.fullmatch(secret) else None
        return session if session and session.ends_at > self.clock.now() else None

    def _session_if_readable(self, secret: str) -> Session | None:
        """Return the session. While the database is busy there is none, so that the way back is kept."""
        try:
            return self._session_of(secret)
        except Refused:
            return None

    def _identify(self, callback: Callback, sign_in: SignIn) -> Identified:
        """Return who signed in at the provider. Raises why nobody did."""
        if sign_in.refusal:
            raise sign_in.refusal
        proofs = Proofs.of(sign_in.secret)
        is_of_state = hmac.compare_digest(callback.state.encode(errors="replace"), proofs.state.encode())
        if callback.issuer not in (None, self.provider.issuer):
            raise SignInRefused(SignInFailure.INVALID)
        if callback.error:
            # Not compared with the state, which some providers leave out of refusals: nobody is signed in by one.
            found = breakdown_by(callback.error)
            if found:
                self.report(found)
            raise refusal_of_provider(callback.error)
        if not is_of_state:
            raise SignInRefused(SignInFailure.INVALID)
        if sign_in.is_expired(self.clock.now()):
            raise SignInRefused(SignInFailure.EXPIRED)
        if not _CODE.fullmatch(callback.code):
            raise SignInRefused(SignInFailure.INVALID)
        identified = self.provider.exchange_code(callback.code, proofs)
        return replace(identified, person=self.person_of(identified.person))

    def _sign_in(self, identified: Identified, sign_in: SignIn, old_secret: str, old: Session | None) -> SignedIn:
        """Create a session in place of the browser's old one, unless another tab has just signed the person in.

        Then the session stays, because forms that are open in that tab belong to it.
        """
        token = self.started.token(sign_in.used())
        if old and old.created_at >= sign_in.started_at and old.person == identified.person:
            return SignedIn(sign_in.return_to, token=token)
        if old:
            self._close(digest_of(old_secret))
        now, secret = self.clock.now(), self.new_secret()
        self.store.keep(digest_of(secret), Session(identified.person, now, now + SESSION_LENGTH, self.provider.rules))
        return SignedIn(sign_in.return_to, NewSession(secret, identified), token)

    def _failed(self, sign_in: SignIn, refused: Refused) -> SignInFailed:
        """Remember a refusal of the used code, so that the same page answers when it is opened again."""
        was_tried = bool(sign_in.secret) and not isinstance(refused, SignInRefused)
        code_was_used = was_tried and refused.problem is not Problem.BUSY
        token = self.started.token(sign_in.used(refused)) if code_was_used else ""
        return SignInFailed(sign_in.return_to, refused, failure_of(refused), token)


def digest_of(secret: str) -> str:
    """Return what the session of a secret is stored under."""
    return sha256(secret.encode()).hexdigest()
