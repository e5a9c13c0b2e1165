"""The callers of the matrix, one a column of the table: who they are, and what they send to say so.

One person signs in both ways: a program with a bearer of the issuer in memory, a browser with a session.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256

from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.oidc.authorization_code import Client, CodeFlow
from chalicelib.adapters.system_clock_and_ids import SystemClock
from chalicelib.bootstrap import Container
from chalicelib.domain.identity.person import Person
from chalicelib.services.sign_in.sessions import Session, Sessions
from chalicelib.web.page.sessions import FORM_TOKEN, SESSION_COOKIE, form_token
from tests.adapters.oidc.fake_issuer import CLIENT, NOW, FakeIssuer, claims, rsa_pair, signed
from tests.web.browser_without_script import OWN_SITE
from tests.web.signing_in import with_cookies

PAIR = rsa_pair("of-the-issuer")
# As the issuer's key is called, and another one.
FORGER = replace(rsa_pair("of-a-forger"), kid=PAIR.kid)

# Their addresses, by the columns of the table; whoever is not here has no address of their own.
ADDRESSES: Mapping[str, str] = {
    "non": "nobody@elsewhere.example",
    "apr": "approver@univ.example",
    "gon": "gone@univ.example",
    "for": "former@univ.example",
    "els": "head@other.example",
    "vwr": "viewer@univ.example",
    "usr": "user@univ.example",
    "vau": "resident@univ.example",
    "vad": "chief@univ.example",
    "adm": "admin@univ.example",
    "req": "partner@reseller.example",
    "riv": "partner@rival.example",
    "rev": "reviewer@vendor.example",
    "rvr": "seller@vendor.example",
    "slf": "salesman@vendor.example",
}
REVIEWERS = frozenset({"rev", "rvr", "slf"})


@dataclass(frozen=True)
class Way:
    """One way to call as somebody: the headers of a program and of a browser, and what its forms carry."""

    bearer: Mapping[str, str]
    browser: Mapping[str, str]
    form: Mapping[str, str]


Ways = Mapping[str, Sequence[Way]]


@dataclass(frozen=True)
class WithIssuer(Container):
    """The system, with an issuer in memory where it would ask one over the network."""

    issuer: FakeIssuer

    @cached_property
    def sessions(self) -> Sessions:
        """Signing in at that issuer, as far as it can be begun without a browser there."""
        client = Client(CLIENT, "", self.urls.sign_in_callback())
        provider = CodeFlow(self.issuer.issuer, client, self.verifier, fetch=self.issuer.fetch)
        return Sessions(DynamoSessions(self.table), provider, SystemClock(), lambda: secrets.token_urlsafe(32))


def with_issuer(container: Container) -> WithIssuer:
    """The same system, whose bearers are the issuer's."""
    issuer = FakeIssuer([PAIR.published])
    given = {one.name: getattr(container, one.name) for one in fields(container)}
    return WithIssuer(**{**given, "verifier": issuer.verifier()}, issuer=issuer)


def token(column: str, **changed: object) -> str:
    """A good ID token of the person, but for the changes."""
    email = ADDRESSES[column]
    groups = ["reviewers"] if column in REVIEWERS else []
    name = f"Pat {email.partition('@')[0].title()}"
    said = claims(sub=f"subject-{column}", email=email, name=name, groups=groups, **changed)
    return signed(PAIR, said)


def person(container: Container, column: str) -> Person:
    """Whom the system takes the bearer of that column for."""
    return container.verifier.verify(token(column))


def ways(container: Container) -> Ways:
    """How each column calls; where a column has several ways, all of them are answered alike."""
    known = {column: [_way(token(column), _session(container, column))] for column in ADDRESSES}
    nobody = Way({}, OWN_SITE, {})
    forged = signed(FORGER, claims(sub="subject-adm", email=ADDRESSES["adm"]))
    expired = token("adm", iat=NOW - 7200, exp=NOW - 3600)
    bad = [_way(forged, secrets.token_urlsafe(32)), _way(expired, _session(container, "adm", ended=True))]
    # No sign-in makes a session without a verified address, so that such a browser has none.
    unverified = Way(_bearer(token("adm", email_verified=False)), OWN_SITE, {})
    return {"no": [nobody], "bad": bad, "unv": [unverified], **known}


def _session(container: Container, column: str, *, ended: bool = False) -> str:
    """The secret of a session of that person."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    ends = now - timedelta(hours=1) if ended else now + timedelta(hours=1)
    session = Session(person(container, column), now - timedelta(hours=2), ends, container.sessions.provider.rules)
    container.sessions.store.keep(sha256(secret.encode()).hexdigest(), session)
    return secret


def _way(bearer: str, secret: str) -> Way:
    cookie = f"{SESSION_COOKIE}={secret}"
    return Way(_bearer(bearer), {**OWN_SITE, "Cookie": cookie}, {FORM_TOKEN: form_token(with_cookies(cookie))})


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}
