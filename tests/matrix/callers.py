"""The callers of the matrix, one for each column of the table, with their credentials.

Each person calls in two ways: as a program with a bearer token of an in-memory issuer, and as a browser with a session.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from hashlib import sha256

from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.oidc.authorization_code import Client, CodeFlow
from chalicelib.adapters.started_sign_ins import SignedSignIns
from chalicelib.adapters.system_clock_and_ids import SystemClock
from chalicelib.bootstrap import Container
from chalicelib.domain.identity.person import Person
from chalicelib.services.sign_in.sessions import Session, Sessions
from chalicelib.web.page.sessions import FORM_TOKEN, SESSION_COOKIE, form_token
from tests.adapters.oidc.fake_issuer import CLIENT, NOW, FakeIssuer, claims, rsa_pair, signed
from tests.services.webhooks.hooks import ContainerWithReceivers, Receivers
from tests.web.browser_without_script import OWN_SITE
from tests.web.signing_in import with_cookies

PAIR = rsa_pair("of-the-issuer")
# A different key with the key id of the issuer's.
FORGER = replace(rsa_pair("of-a-forger"), kid=PAIR.kid)

# Mail addresses by column; columns that are missing here have no address of their own.
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
class Credentials:
    """Headers of a program, headers of a browser, and hidden fields of the browser's forms."""

    bearer: Mapping[str, str]
    browser: Mapping[str, str]
    form: Mapping[str, str]


CredentialsByColumn = Mapping[str, Sequence[Credentials]]


@dataclass(frozen=True)
class WithIssuer(ContainerWithReceivers):
    """A container with an in-memory issuer."""

    issuer: FakeIssuer

    @cached_property
    def sessions(self) -> Sessions:
        """Sessions that use the in-memory issuer."""
        client = Client(CLIENT, "", self.urls.sign_in_callback())
        provider = CodeFlow(self.issuer.issuer, client, self.verifier, fetch=self.issuer.fetch)
        started = SignedSignIns(self.settings.link_keys)
        new_secret, person_of = partial(secrets.token_urlsafe, 32), self.identities.at_sign_in
        return Sessions(DynamoSessions(self.table), provider, started, SystemClock(), new_secret, person_of)


def with_issuer(container: Container) -> WithIssuer:
    """Copy the container with an in-memory issuer."""
    issuer = FakeIssuer([PAIR.published])
    dependencies = {field.name: getattr(container, field.name) for field in fields(container)}
    return WithIssuer(**{**dependencies, "verifier": issuer.verifier()}, receivers=Receivers(), issuer=issuer)


def token(column: str, **changed: object) -> str:
    """Return an ID token of the person; valid unless `changed` says otherwise."""
    email = ADDRESSES[column]
    groups = ["reviewers"] if column in REVIEWERS else []
    name = f"Pat {email.partition('@')[0].title()}"
    return signed(PAIR, claims(sub=f"subject-{column}", email=email, name=name, groups=groups, **changed))


def person(container: Container, column: str) -> Person:
    """Return the person that the app sees in the column's token."""
    return container.verifier.verify(token(column))


def credentials_by_column(container: Container) -> CredentialsByColumn:
    """Return the credentials of each column; several of one column must get the same responses."""
    known = {column: [_credentials(token(column), _session(container, column))] for column in ADDRESSES}
    nobody = Credentials({}, OWN_SITE, {})
    forged = signed(FORGER, claims(sub="subject-adm", email=ADDRESSES["adm"]))
    expired = token("adm", iat=NOW - 7200, exp=NOW - 3600)
    bad = [
        _credentials(forged, secrets.token_urlsafe(32)),
        _credentials(expired, _session(container, "adm", ended=True)),
    ]
    # Sign-in creates no session for an unverified address.
    unverified = Credentials(_bearer(token("adm", email_verified=False)), OWN_SITE, {})
    return {"no": [nobody], "bad": bad, "unv": [unverified], **known}


def _session(container: Container, column: str, *, ended: bool = False) -> str:
    """Store a session of the person and return its secret."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    ends = now - timedelta(hours=1) if ended else now + timedelta(hours=1)
    session = Session(person(container, column), now - timedelta(hours=2), ends, container.sessions.provider.rules)
    container.sessions.store.keep(sha256(secret.encode()).hexdigest(), session)
    return secret


def _credentials(bearer: str, secret: str) -> Credentials:
    cookie = f"{SESSION_COOKIE}={secret}"
    return Credentials(_bearer(bearer), {**OWN_SITE, "Cookie": cookie}, {FORM_TOKEN: form_token(with_cookies(cookie))})


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}
