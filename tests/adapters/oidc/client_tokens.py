"""What providers put into the access tokens that a client gets for itself, and into others that look alike.

`provider_tokens` has their ID tokens. Claims of every token (`iss`, `iat`, `exp`) are left out. Taken
from documentation: of Cognito "Understanding the access token", of Entra "Access token claims
reference", of Okta "Access tokens payload", of Auth0 "Access token profiles", of Keycloak the mappers of the client
scope `service_account`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.programs.client import TokenProfile
from tests.adapters.oidc.fake_issuer import CLIENT, MISSING, NOW
from tests.adapters.oidc.provider_tokens import AT_JWT, JWT, UNTYPED, Claims

API = "https://api.vendor.example"
PROGRAM = "Order-Tool"
SCOPES = "accounts.read requests.write"
AUDIENCE: Claims = {"aud": API}


@dataclass(frozen=True)
class OwnTokens:
    """A client's own token, other spellings of it, and tokens of the same provider that are not the client's own."""

    own: Claims
    header: Claims
    also: Mapping[str, Claims] = field(default_factory=dict)
    others: Mapping[str, Claims] = field(default_factory=dict)


STANDARD: Claims = AUDIENCE | {"sub": PROGRAM, "client_id": PROGRAM, "scope": SCOPES, "jti": "j1"}
COGNITO: Claims = {
    "aud": MISSING,
    "sub": PROGRAM,
    "client_id": PROGRAM,
    "token_use": "access",
    "scope": f"{API}/accounts.read {API}/requests.write other/requests.read",
    "auth_time": NOW,
    "version": 2,
    "jti": "j1",
}
ENTRA: Claims = AUDIENCE | {
    "azp": PROGRAM,
    "azpacr": "1",
    "oid": "o1",
    "sub": "o1",
    "roles": SCOPES.split(),
    "tid": "t1",
    "uti": "u1",
    "ver": "2.0",
    "nbf": NOW,
}
OKTA: Claims = AUDIENCE | {"cid": PROGRAM, "sub": PROGRAM, "scp": SCOPES.split(), "ver": 1, "jti": "AT.1"}
AUTH0: Claims = AUDIENCE | {
    "azp": PROGRAM,
    "sub": f"{PROGRAM}@clients",
    "gty": "client-credentials",
    "scope": SCOPES,
}
KEYCLOAK: Claims = AUDIENCE | {
    "aud": [API, "account"],
    "typ": "Bearer",
    "azp": PROGRAM,
    "client_id": PROGRAM,
    "sub": "4711",
    "preferred_username": f"service-account-{PROGRAM.lower()}",
    "clientHost": "10.0.0.1",
    "clientAddress": "10.0.0.1",
    "scope": f"{SCOPES} profile email",
    "acr": "1",
    "realm_access": {"roles": ["offline_access"]},
    "email_verified": False,
    "jti": "trrtcc:1",
}
PERSON: Claims = {"sub": "7f3a", "email": "partner@reseller.example", "email_verified": True}

OWN_TOKENS: Mapping[TokenProfile, OwnTokens] = {
    TokenProfile.RFC_9068: OwnTokens(
        STANDARD,
        AT_JWT,
        {"for several audiences": {"aud": ["other", API]}},
        {
            "of a person": PERSON,
            "of a person's session": {"sid": "s1"},
            "without client": {"client_id": MISSING},
            "of two clients": {"azp": "other"},
        },
    ),
    TokenProfile.COGNITO: OwnTokens(
        COGNITO,
        UNTYPED,
        {"with the audience, too": AUDIENCE},
        {
            "of a person": PERSON | {"username": "pat", "cognito:groups": ["reviewers"]},
            "with scopes of another API alone": {"scope": "other/accounts.read"},
            "with scopes of an API whose name begins alike": {"scope": f"{API}-2/accounts.read"},
            "with scopes of the pool alone": {"scope": "aws.cognito.signin.user.admin"},
            "an ID token": {"token_use": "id"},
            "without use": {"token_use": MISSING},
        },
    ),
    TokenProfile.ENTRA: OwnTokens(
        ENTRA,
        JWT,
        {"with its type": {"idtyp": "app"}, "by a certificate": {"azpacr": "2"}},
        {
            "of a person": PERSON | {"scp": "accounts.read", "roles": MISSING},
            "of a person with roles": {"sub": "pairwise", "preferred_username": "pat@corp.example"},
            "of a person, by its type": {"idtyp": "user"},
            "of a public client": {"azpacr": "0"},
            "of version 1": {"ver": "1.0", "azp": MISSING, "azpacr": MISSING, "appid": PROGRAM, "appidacr": "1"},
            "an ID token": {"azp": MISSING, "azpacr": MISSING, "nonce": "n"},
            "without object": {"oid": MISSING},
        },
    ),
    TokenProfile.OKTA: OwnTokens(
        OKTA,
        UNTYPED,
        {},
        {"of a person": PERSON | {"uid": "00u", "auth_time": NOW}, "without client": {"cid": MISSING}},
    ),
    TokenProfile.AUTH0: OwnTokens(
        AUTH0,
        JWT,
        {"of the profile of RFC 9068": {"azp": MISSING, "client_id": PROGRAM, "sub": PROGRAM}},
        {
            "of a person": PERSON | {"gty": MISSING, "scope": "openid accounts.read", "aud": [API, "userinfo"]},
            "by password": {"gty": "password"},
            "of another client": {"azp": "other"},
        },
    ),
    TokenProfile.KEYCLOAK: OwnTokens(
        KEYCLOAK,
        JWT,
        {
            "before version 24": {"client_id": MISSING, "clientId": PROGRAM},
            "lightweight": {"preferred_username": MISSING},
        },
        {
            "of a person": PERSON | {"client_id": MISSING, "preferred_username": "pat", "sid": "s1"},
            "of a person without session": {"client_id": MISSING},
            "of a person with the name of a client": {"preferred_username": "pat"},
            "of a service account of another client": {"preferred_username": "service-account-other"},
            "an ID token": {"typ": "ID"},
            "a refresh token": {"typ": "Refresh"},
        },
    ),
}

# Refused whatever the provider is.
NEVER_OWN: Mapping[str, Claims] = {
    "for another API": {"aud": "https://other.example", "scope": SCOPES},
    "for the product's own client, too": {"aud": [API, CLIENT]},
    "with the nonce of an ID token": {"nonce": "n"},
    "with the hash of an ID token": {"at_hash": "h"},
    "a security event": {"events": {}},
    "expired": {"exp": NOW - 30},
    "not valid yet": {"nbf": NOW + 31},
    "of another issuer": {"iss": "https://other.example"},
    "of the product's own client": {
        "client_id": CLIENT,
        "azp": CLIENT,
        "cid": CLIENT,
        "sub": CLIENT,
        "preferred_username": MISSING,
    },
    "with a client that is no text": {"client_id": [PROGRAM], "azp": [PROGRAM], "cid": [PROGRAM]},
    "without subject": {"sub": MISSING},
}
