"""How a sign-in starts, what the provider redirects back with, and how that ends."""

from dataclasses import field

from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.value_classes import value_class
from chalicelib.services.sign_in.failures import SignInFailure


@value_class
class Callback:
    """Query parameters with which the provider redirects back; `issuer` is None if absent (RFC 9207)."""

    state: str
    code: str
    issuer: str | None = None
    error: str = ""


@value_class
class SignInStart:
    """URL to redirect the browser to, the `state` in it, and what the browser is to remember until the callback."""

    authorization_url: str
    state: str
    token: str = field(repr=False)


@value_class
class Identified:
    """The person at the provider, and the ID token that says so: the hint for signing out there."""

    person: Person
    id_token: str = field(repr=False)


@value_class
class NewSession:
    """Secret for the session cookie, and who signed in."""

    secret: str = field(repr=False)
    identified: Identified


@value_class
class SignedIn:
    """The person is signed in. `session` is None if the browser's session stays as it is.

    `token` is what the browser is to remember of the sign-in from now on; empty if that stays as it is, too.
    """

    return_to: str
    session: NewSession | None = None
    token: str = ""


@value_class
class StartOver:
    """The callback was used before and its session has ended, so the person has to sign in again."""

    return_to: str


@value_class
class SignInFailed:
    """There is no session. `failure` is None if the text of the problem says what happened; `token` as above."""

    return_to: str
    refused: Refused
    failure: SignInFailure | None
    token: str = ""
