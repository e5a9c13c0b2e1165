"""Distinguish ID tokens from the other tokens that an issuer signs with the same keys.

Audience and verified address prove nothing here: access, refresh and logout tokens may have them too.
`tests/adapters/oidc/provider_tokens.py` lists the claims of the large providers for each type of token.
"""

from collections.abc import Mapping

# Claims that name the type of token, with their value in ID tokens: Keycloak, Cognito, ForgeRock, Oracle.
TOKEN_TYPE = {"typ": "ID", "token_use": "id", "tokenName": "id_token", "tok_type": "IT"}

# Claims that no ID token of these providers has.
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

# Claims of access tokens that some providers also put into ID tokens, together with an `at_hash`.
IN_BOTH = frozenset(
    {
        "authenticationType",  # FusionAuth
        "client_id",  # RFC 9068; ZITADEL and Oracle put it into ID tokens
        "gty",  # Auth0; FusionAuth puts it into ID tokens
        "scope",  # RFC 9068; FusionAuth puts it into ID tokens
        "uid",  # authentik; elsewhere the user name of a directory
    }
)

# RFC 9068 requires both in an access token. No provider puts both into an ID token with an `at_hash`.
ACCESS_TOKEN_PROFILE = frozenset({"client_id", "scope"})


def is_id_token(claims: Mapping[str, object], client_id: str) -> bool:
    """Whether these are the claims of an ID token for this client. The audience is not checked here."""
    if any(claims.get(claim, value) != value for claim, value in TOKEN_TYPE.items()):
        return False
    if not NEVER_IN_ID_TOKENS.isdisjoint(claims):
        return False
    return IN_BOTH.isdisjoint(claims) or _was_issued_with_access_token(claims, client_id)


def _was_issued_with_access_token(claims: Mapping[str, object], client_id: str) -> bool:
    """Whether it has the hash of an access token, which only ID tokens have (OpenID Connect Core, 3.1.3.6)."""
    access_token_hash = claims.get("at_hash")
    is_for_client = claims.get("client_id", client_id) == client_id
    has_hash = isinstance(access_token_hash, str) and access_token_hash != ""
    return has_hash and is_for_client and not claims.keys() >= ACCESS_TOKEN_PROFILE
