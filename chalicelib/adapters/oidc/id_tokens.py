"""Tells an ID token from the other tokens that an issuer signs with the same keys.

Access, refresh and logout tokens may name our client among their audiences and carry a verified address, so these
do not count. `tests/adapters/oidc/provider_tokens.py` has what the large providers write into each sort of token.
"""

from collections.abc import Mapping

# Claims that name the sort of token, each with its value in ID tokens: Keycloak, Cognito, ForgeRock, Oracle.
SORT_OF_TOKEN = {"typ": "ID", "token_use": "id", "tokenName": "id_token", "tok_type": "IT"}

# Claims that no ID token of a provider in the table has.
NEVER_IN_ID_TOKENS = frozenset(
    {
        "allowed-origins",  # Keycloak
        "appid",  # Entra, AD FS
        "appidacr",  # Entra
        "apptype",  # AD FS
        "authorization",  # Keycloak, of permissions
        "authorization_details",  # RFC 9396
        "azpacr",  # Entra
        "cid",  # Okta
        "events",  # logout tokens and other security events (RFC 8417)
        "idtyp",  # Entra
        "permissions",  # Auth0
        "scp",  # Entra, Okta, Ory, Salesforce
    }
)

# Access tokens have these, and so have the ID tokens of some providers, which then also have an `at_hash`.
IN_BOTH = frozenset(
    {
        "authenticationType",  # FusionAuth
        "client_id",  # RFC 9068; ZITADEL and Oracle put it into ID tokens
        "gty",  # Auth0; FusionAuth puts it into ID tokens
        "scope",  # RFC 9068; FusionAuth puts it into ID tokens
        "uid",  # authentik; elsewhere the user name of a directory
    }
)

# RFC 9068 asks for both in an access token. No provider writes both into an ID token with an `at_hash`.
ACCESS_TOKEN_PROFILE = frozenset({"client_id", "scope"})


def is_id_token(said: Mapping[str, object], client_id: str) -> bool:
    """Whether these are the claims of an ID token for this client; the audience is not judged here."""
    if any(said.get(claim, value) != value for claim, value in SORT_OF_TOKEN.items()):
        return False
    if not NEVER_IN_ID_TOKENS.isdisjoint(said):
        return False
    return IN_BOTH.isdisjoint(said) or _goes_with_an_access_token(said, client_id)


def _goes_with_an_access_token(said: Mapping[str, object], client_id: str) -> bool:
    """Whether it has the hash of an access token, which only an ID token has (OpenID Connect Core, 3.1.3.6)."""
    access_token_hash = said.get("at_hash")
    is_for_client = said.get("client_id", client_id) == client_id
    has_hash = isinstance(access_token_hash, str) and access_token_hash != ""
    return has_hash and is_for_client and not said.keys() >= ACCESS_TOKEN_PROFILE
