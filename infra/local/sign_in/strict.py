"""Makes `oidc-provider-mock` as strict as a real provider, by its private parts: hence one small file.

As published (0.3.4, pinned) it ignores PKCE, refuses clients without a secret, signs without a key id, and
wraps itself in a debugger. With these the app would pass here and fail elsewhere, or the other way round.
"""

import os
import warnings
from collections.abc import Sequence
from typing import Any

from authlib.deprecate import AuthlibDeprecationWarning

# The provider's own affair; the import above has set these to be shown always.
warnings.simplefilter("ignore", AuthlibDeprecationWarning)

import oidc_provider_mock._app as mock  # noqa: E402
from authlib.oauth2.rfc7636 import CodeChallenge  # noqa: E402
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
            # The stored code is frozen, and authlib reads the challenge from it.
            object.__setattr__(found, "code_challenge", challenge)
            object.__setattr__(found, "code_challenge_method", method)
        return found


class _OpenIDCode(mock.OpenIDCode):  # type: ignore[misc]
    def __call__(self, grant: Any) -> None:
        super().__call__(grant)
        CodeChallenge(required=True)(grant)

    def get_jwt_config(self, grant: Any, client: Any = None) -> dict[str, Any]:
        config: dict[str, Any] = super().get_jwt_config(grant, client)
        return config | {"kid": storage.jwk.as_dict()["kid"]}


def strict_provider(people: Sequence[tuple[str, dict[str, object]]]) -> Any:
    """The Flask application; `people` are subjects and their claims."""
    # On loopback there is nobody between; authlib insists on TLS otherwise.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    mock.AuthorizationCodeGrant, mock.OpenIDCode = _Grant, _OpenIDCode
    provider = mock.app(user_claims=[User(sub=subject, claims=claims) for subject, claims in people])
    provider.debug = False
    provider.wsgi_app = provider.wsgi_app.app
    return provider


def known_people() -> dict[str, dict[str, object]]:
    """Subject to claims, of everybody seeded or added since; within a request only."""
    return {user.sub: user.claims for user in storage._users.values()}


def add_person(subject: str, claims: dict[str, object]) -> None:
    """Within a request only."""
    storage.store_user(User(sub=subject, claims=claims))
