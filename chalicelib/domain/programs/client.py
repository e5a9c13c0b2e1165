"""Clients of the sign-in provider, and what they may be granted. A client becomes a program once it is bound."""

from enum import StrEnum

from chalicelib.domain.value_classes import value_class


class ProgramScope(StrEnum):
    """What a program may do for its account. The provider grants scopes of the same names."""

    ACCOUNTS_READ = "accounts.read"
    REQUESTS_READ = "requests.read"
    REQUESTS_WRITE = "requests.write"
    EVENTS_READ = "events.read"


class TokenProfile(StrEnum):
    """How a provider writes the access tokens that it gives to clients themselves."""

    RFC_9068 = "rfc9068"
    COGNITO = "cognito"
    ENTRA = "entra"
    OKTA = "okta"
    AUTH0 = "auth0"
    KEYCLOAK = "keycloak"


@value_class
class ClientIdentity:
    """A client that has shown an access token of its own, with the scopes that the provider granted."""

    issuer: str
    client_id: str
    scopes: frozenset[ProgramScope]
