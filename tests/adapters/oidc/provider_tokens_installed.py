"""Tokens of providers that operators install themselves, as described in `provider_tokens`."""

from collections.abc import Mapping

from tests.adapters.oidc.fake_issuer import CLIENT, NOW
from tests.adapters.oidc.provider_tokens import AT_JWT, LOGOUT, OTHER_CLIENT, Claims, Provider, Token

KEYCLOAK_ACCESS: Claims = {
    "typ": "Bearer",
    "jti": "onrtac:1",
    "azp": OTHER_CLIENT,
    "sid": "s1",
    "acr": "1",
    "allowed-origins": ["https://app.example"],
    "realm_access": {"roles": ["offline_access"]},
    "resource_access": {"account": {"roles": ["view-profile"]}},
    "scope": "openid email profile",
    "preferred_username": "pat",
}
KEYCLOAK_ID: Claims = {
    "typ": "ID",
    "jti": "1",
    "azp": CLIENT,
    "nonce": "n",
    "auth_time": NOW,
    "at_hash": "h",
    "sid": "s1",
    "acr": "1",
    "groups": ["/reviewers"],
    "realm_access": {"roles": ["offline_access"]},
}
FUSIONAUTH: Claims = {
    "authenticationType": "PASSWORD",
    "auth_time": NOW,
    "jti": "j1",
    "tid": "t1",
    "preferred_username": "pat",
}
FORGEROCK: Claims = {"auditTrackingId": "a1", "realm": "/alpha", "acr": "0", "nonce": "n"}
AUTHENTIK: Claims = {"acr": "goauthentik.io/providers/oauth2/default", "amr": ["pwd"], "nonce": "n"}
OPENIDDICT: Claims = {"oi_au_id": "a1", "oi_tkn_id": "k1"}

INSTALLED: Mapping[str, Provider] = {
    "Keycloak": Provider(
        Token(KEYCLOAK_ID),
        {
            "access": Token(KEYCLOAK_ACCESS, audiences=("account",)),
            "access, of the type of RFC 9068": Token(KEYCLOAK_ACCESS, AT_JWT),
            "access, lightweight": Token({"typ": "Bearer", "azp": OTHER_CLIENT, "jti": "1", "sid": "s1"}),
            "access, bound by DPoP": Token({"typ": "DPoP", "azp": CLIENT, "cnf": {"jkt": "k"}, "jti": "1"}),
            "permissions": Token({"authorization": {"permissions": []}, "azp": CLIENT, "typ": "Bearer"}),
            "refresh": Token({"typ": "Refresh", "azp": CLIENT, "scope": "openid", "sid": "s1", "nonce": "n"}),
            "offline": Token({"typ": "Offline", "azp": CLIENT, "jti": "1"}),
            "logout": Token(LOGOUT | {"typ": "Logout", "sid": "s1"}),
        },
    ),
    # By default every token names all clients of the project, and the project itself.
    "ZITADEL": Provider(
        Token(
            {"amr": ["pwd"], "at_hash": "h", "azp": CLIENT, "client_id": CLIENT, "sid": "s1", "auth_time": NOW},
            audiences=("other@project", "project"),
        ),
        {
            "access": Token({"jti": "j1", "nbf": NOW}, audiences=("other@project", "project")),
            "access, with its client": Token(
                {"jti": "j1", "nbf": NOW, "client_id": CLIENT}, audiences=("other@project", "project")
            ),
        },
    ),
    "FusionAuth": Provider(
        Token(FUSIONAUTH | {"scope": "openid email", "at_hash": "h", "c_hash": "c", "nonce": "n", "sid": "s1"}),
        {"access": Token(FUSIONAUTH | {"scope": "openid email", "applicationId": CLIENT, "roles": []})},
    ),
    "FusionAuth, since 1.60": Provider(
        Token(FUSIONAUTH | {"scope": "openid", "gty": ["authorization_code"], "at_hash": "h"}),
        {"access": Token(FUSIONAUTH | {"scope": "openid", "gty": ["authorization_code"], "tty": "at"})},
    ),
    "FusionAuth, before 1.50": Provider(
        Token(FUSIONAUTH | {"at_hash": "h", "c_hash": "c"}),
        {"access": Token(FUSIONAUTH | {"applicationId": CLIENT, "roles": ["user"]})},
    ),
    "ForgeRock": Provider(
        Token(
            FORGEROCK | {"tokenName": "id_token", "tokenType": "JWTToken", "azp": CLIENT, "at_hash": "h", "uid": "p"}
        ),
        {"access": Token(FORGEROCK | {"tokenName": "access_token", "token_type": "Bearer", "scope": ["openid"]})},
    ),
    "authentik": Provider(
        Token(AUTHENTIK | {"at_hash": "h", "groups": ["reviewers"], "preferred_username": "pat"}),
        {"access": Token(AUTHENTIK | {"azp": CLIENT, "uid": "gen", "groups": ["reviewers"]})},
    ),
    "Ory": Provider(
        Token({"at_hash": "h", "auth_time": NOW, "jti": "j1", "rat": NOW, "sid": "s1"}),
        {"access": Token({"client_id": CLIENT, "ext": {}, "jti": "j1", "nbf": NOW, "scp": ["openid"]})},
    ),
    "Duende": Provider(
        Token({"amr": ["pwd"], "at_hash": "h", "auth_time": NOW, "idp": "local", "nbf": NOW, "sid": "s1"}),
        {
            "access": Token({"client_id": OTHER_CLIENT, "scope": ["openid"], "jti": "j1"}, AT_JWT),
            "access, before version 4": Token({"client_id": CLIENT, "scope": ["openid"], "idp": "local"}),
            "logout": Token(LOGOUT | {"sid": "s1"}, {"typ": "logout+jwt"}),
        },
    ),
    "OpenIddict": Provider(
        Token(OPENIDDICT | {"azp": CLIENT, "at_hash": "h", "nonce": "n"}),
        {"access": Token(OPENIDDICT | {"client_id": CLIENT, "oi_prst": CLIENT, "scope": "openid"}, AT_JWT)},
    ),
    "Curity": Provider(
        Token({"purpose": "id", "azp": CLIENT, "at_hash": "h", "delegation_id": "d1", "nonce": "n", "acr": "a"}),
        {"access": Token({"purpose": "access_token", "delegationId": "d1", "scope": "openid", "jti": "j1"})},
    ),
}
