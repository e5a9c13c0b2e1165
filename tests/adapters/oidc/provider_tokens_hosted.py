"""Tokens of hosted providers and of AD FS, as described in `provider_tokens`."""

from collections.abc import Mapping

from tests.adapters.oidc.fake_issuer import CLIENT, NOW
from tests.adapters.oidc.provider_tokens import AT_JWT, JWT, LOGOUT, OTHER_CLIENT, UNTYPED, Claims, Provider, Token

ENTRA: Claims = {"aio": "A", "oid": "o1", "rh": "0.A", "tid": "t1", "uti": "u1", "nbf": NOW}
OKTA: Claims = {"ver": 1, "auth_time": NOW}
COGNITO: Claims = {
    "cognito:groups": ["reviewers"],
    "origin_jti": "o1",
    "jti": "j1",
    "auth_time": NOW,
}
ORACLE: Claims = {
    "client_id": CLIENT,
    "client_guid": "g1",
    "sid": "s1",
    "user_id": "u1",
    "user_displayname": "Pat Partner",
    "sub_mappingattr": "userName",
    "tenant": "idcs-1",
}
PING: Claims = {"env": "e1", "org": "o1", "sid": "s1"}
B2C: Claims = {"oid": "o1", "tfp": "B2C_1_in", "nonce": "n", "ver": "1.0", "nbf": NOW}
ADFS: Claims = {"upn": "pat@corp.example", "unique_name": "CORP\\pat", "sid": "S-1-5-21"}

HOSTED: Mapping[str, Provider] = {
    "Entra, version 2": Provider(
        Token(ENTRA | {"ver": "2.0", "nonce": "n", "preferred_username": "pat@corp.example", "sid": "s1"}),
        {
            "access": Token(ENTRA | {"ver": "2.0", "azp": OTHER_CLIENT, "azpacr": "1", "scp": "access_as_user"}),
            "access of an application": Token(ENTRA | {"azp": CLIENT, "azpacr": "2", "idtyp": "app", "roles": ["R"]}),
        },
    ),
    "Entra, version 1": Provider(
        Token(ENTRA | {"ver": "1.0", "amr": ["pwd"], "nonce": "n", "unique_name": "pat@corp.example"}),
        {"access": Token(ENTRA | {"ver": "1.0", "appid": OTHER_CLIENT, "appidacr": "1", "scp": "user"})},
    ),
    "Entra, B2C": Provider(
        Token(B2C | {"auth_time": NOW, "emails": ["partner@reseller.example"]}),
        {"access": Token(B2C | {"scp": "read", "azp": CLIENT})},
    ),
    "AD FS": Provider(
        Token(ADFS | {"auth_time": NOW, "nonce": "n", "pwd_exp": "1733602"}),
        {"access": Token(ADFS | {"apptype": "Public", "appid": OTHER_CLIENT, "scp": "openid", "ver": "1.0"})},
    ),
    "Okta": Provider(
        Token(OKTA | {"jti": "ID.1", "amr": ["pwd"], "idp": "00o", "at_hash": "h", "nonce": "n"}, UNTYPED),
        {"access": Token(OKTA | {"jti": "AT.1", "cid": OTHER_CLIENT, "uid": "00u", "scp": ["openid"]}, UNTYPED)},
    ),
    "Auth0": Provider(
        Token({"nickname": "pat", "sid": "s1", "nonce": "n", "https://app.example/groups": ["reviewers"]}),
        {
            "access": Token({"azp": CLIENT, "scope": "openid email"}, audiences=("https://t.auth0.com/userinfo",)),
            "access, with permissions alone": Token({"azp": CLIENT, "permissions": []}),
            "access, by client credentials": Token({"azp": CLIENT, "gty": "client-credentials"}),
            "access, of the type of RFC 9068": Token({"client_id": CLIENT, "scope": "a", "jti": "j"}, AT_JWT),
        },
    ),
    "Cognito": Provider(
        Token(COGNITO | {"token_use": "id", "at_hash": "h", "cognito:username": "pat"}, UNTYPED),
        {
            "access": Token(
                COGNITO | {"token_use": "access", "client_id": CLIENT, "scope": "openid", "version": 2}, UNTYPED
            )
        },
    ),
    "Oracle": Provider(
        Token(
            ORACLE | {"tok_type": "IT", "azp": CLIENT, "at_hash": "h", "amr": ["USERNAME_PASSWORD"]},
            UNTYPED,
            ("https://identity.oraclecloud.com/",),
        ),
        {"access": Token(ORACLE | {"tok_type": "AT", "scope": "openid", "gtp": "azc"}, UNTYPED, ("urn:opc",))},
    ),
    "PingOne": Provider(
        Token(PING | {"acr": "Single_Factor", "amr": ["pwd"], "at_hash": "h", "auth_time": NOW}),
        {"access": Token(PING | {"client_id": CLIENT, "scope": "openid", "jti": "j1"})},
    ),
    "Salesforce": Provider(
        Token({"at_hash": "h", "nonce": "n"}),
        {"access": Token({"client_id": CLIENT, "scp": "openid api", "mty": "oauth", "nbf": NOW}, JWT | {"tty": "x"})},
    ),
    "Google": Provider(Token({"azp": CLIENT, "at_hash": "h", "hd": "reseller.example", "nonce": "n"})),
    "GitLab": Provider(Token({"auth_time": NOW, "sub_legacy": "s", "groups_direct": ["reviewers"], "nonce": "n"})),
    "any, by RFC 9396": Provider(
        Token({}),
        {
            "access": Token({"authorization_details": [{"type": "account"}], "jti": "j1"}),
            "logout": Token(LOGOUT),
        },
    ),
}
