"""Make `oidc-provider-mock` as strict as a real provider; all use of its private API is in this module.

As published (0.3.4, pinned) it ignores PKCE, rejects public clients, signs without a key id and wraps itself in a
debugger, so that the app would behave differently here than with a real provider.
"""

import os
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any

from authlib.deprecate import AuthlibDeprecationWarning

# These concern the provider's own code; importing the class above has enabled them.
warnings.simplefilter("ignore", AuthlibDeprecationWarning)

import oidc_provider_mock._app as mock  # noqa: E402
from authlib.oauth2.rfc7636 import CodeChallenge  # noqa: E402
from joserfc.jwk import import_key  # noqa: E402
from oidc_provider_mock._storage import User, storage  # noqa: E402

_challenges: dict[str, tuple[str | None, str | None]] = {}


class _Grant(mock.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("none", "client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: Any) -> None:
        super().save_authorization_code(code, request)
        sent = request.payload.data
        _challenges[code] = (sent.get("code_challenge"), sent.get("code_challenge_method"))

    def query_authorization_code(self, code: str, client: Any) -> Any:
        found = super().query_authorization_code(code, client)
        if found:
            challenge, method = _challenges.get(code, (None, None))
            # The stored code is a frozen dataclass, from which authlib reads the challenge.
            object.__setattr__(found, "code_challenge", challenge)
            object.__setattr__(found, "code_challenge_method", method)
        return found


class _OpenIDCode(mock.OpenIDCode):  # type: ignore[misc]
    def __call__(self, grant: Any) -> None:
        super().__call__(grant)
        CodeChallenge(required=True)(grant)

    def get_jwt_config(self, grant: Any, client: Any = None) -> dict[str, Any]:
        config: dict[str, Any] = super().get_jwt_config(grant, client)
        kid = storage.jwk.as_dict()["kid"]
        return config | {"kid": kid, "key": _signing_key(kid)}


def signing_key() -> Any:
    """Return the provider's key; only within a request."""
    return _signing_key(storage.jwk.as_dict()["kid"])


@cache
def _signing_key(_kid: str) -> Any:
    """Return the provider's key as joserfc takes it; to read it at each sign-in takes longer than all else there."""
    return import_key(storage.jwk.as_dict(is_private=True))


def strict_provider(people: Sequence[tuple[str, dict[str, object]]]) -> Any:
    """Build the Flask application; `people` are subjects and their claims."""
    # Without this authlib requires TLS, which loopback does not need.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    mock.AuthorizationCodeGrant, mock.OpenIDCode = _Grant, _OpenIDCode
    provider = mock.app(user_claims=[User(sub=subject, claims=claims) for subject, claims in people])
    provider.debug = False
    provider.wsgi_app = provider.wsgi_app.app
    return provider


def known_people() -> dict[str, dict[str, object]]:
    """Return the claims of all people by subject; only within a request."""
    return {user.sub: user.claims for user in storage._users.values()}


def add_person(subject: str, claims: dict[str, object]) -> None:
    """Add or replace a person; only within a request."""
    storage.store_user(User(sub=subject, claims=claims))
