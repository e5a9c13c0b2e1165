"""What each provider puts into an access token that a client got for itself, by client credentials.

`tests/adapters/oidc/client_tokens.py` has such a token of each provider, and its other tokens that look alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import field

from chalicelib.adapters.oidc.signing_keys import JWT_TYPES
from chalicelib.domain.programs.client import TokenProfile
from chalicelib.domain.value_classes import value_class

Claims = Mapping[str, object]

# RFC 9068, section 2.1; types are compared in lower case.
ACCESS_TYPES = frozenset({"at+jwt", "application/at+jwt"})
# Every provider's names of the client that asked for the token. Those that are there must agree.
CLIENT_CLAIMS = ("client_id", "azp", "cid", "appid", "clientId")
# Claims of ID tokens, of tokens about a person's session, and of security events (RFC 8417).
NEVER_IN_OWN_TOKENS = frozenset({"nonce", "at_hash", "c_hash", "sid", "events"})


@value_class
class Profile:
    """How to read a token: types of the header, the claims of client and scopes, and whether it is the client's own.

    `fixed` are claims with the only value that they may have; they must be there. A token without audience is for
    the API if its scopes begin with the audience and a slash: `prefixed`.
    """

    types: frozenset[str]
    client_claim: str
    scope_claim: str
    is_own: Callable[[Claims, str], bool]
    fixed: Mapping[str, str] = field(default_factory=dict)
    prefixed: bool = False


def _is_subject(claims: Claims, client_id: str) -> bool:
    return claims.get("sub") == client_id


def _is_auth0_client(claims: Claims, client_id: str) -> bool:
    return claims.get("gty") == "client-credentials" and claims.get("sub") in (client_id, f"{client_id}@clients")


def _is_entra_application(claims: Claims, client_id: str) -> bool:
    """An application is its own subject, has roles instead of scopes, and has authenticated itself (`azpacr`)."""
    has_type = claims.get("idtyp", "app") == "app" and "scp" not in claims
    return has_type and claims.get("azpacr") in ("1", "2") and bool(client_id) and claims.get("oid") == claims["sub"]


def _is_service_account(claims: Claims, client_id: str) -> bool:
    """The subject is a user made for the client; a note of the session, which no person's has, names the client."""
    named = claims.get("preferred_username", f"service-account-{client_id.lower()}")
    noted = claims.get("client_id", claims.get("clientId"))
    return noted == client_id and named == f"service-account-{client_id.lower()}"


PROFILES: Mapping[TokenProfile, Profile] = {
    TokenProfile.RFC_9068: Profile(ACCESS_TYPES, "client_id", "scope", _is_subject),
    TokenProfile.COGNITO: Profile(
        JWT_TYPES, "client_id", "scope", _is_subject, fixed={"token_use": "access"}, prefixed=True
    ),
    TokenProfile.ENTRA: Profile(JWT_TYPES, "azp", "roles", _is_entra_application, fixed={"ver": "2.0"}),
    TokenProfile.OKTA: Profile(JWT_TYPES, "cid", "scp", _is_subject),
    TokenProfile.AUTH0: Profile(JWT_TYPES | ACCESS_TYPES, "azp", "scope", _is_auth0_client),
    TokenProfile.KEYCLOAK: Profile(
        JWT_TYPES | ACCESS_TYPES, "azp", "scope", _is_service_account, fixed={"typ": "Bearer"}
    ),
}
