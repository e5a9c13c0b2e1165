"""The client credentials grant of the local sign-in provider, which `oidc-provider-mock` lacks (RFC 6749, section 4.4).

Every client id is taken with the secret `LOCAL_SECRET`; the tokens are those of RFC 9068.
"""

import secrets
import time
from base64 import b64decode
from binascii import Error
from typing import Any
from urllib.parse import unquote_plus

import flask
from joserfc import jwt

from chalicelib.domain.programs.client import ProgramScope
from infra.local.environment import LOCAL_SECRET, SETTINGS
from infra.local.sign_in.strict import signing_key

TOKEN_PATH = "/oauth2/token"  # noqa: S105 - a path
SECONDS = 3600


def answer_client() -> Any:
    """Answer a request for a client's own token; None for every other request."""
    form = flask.request.form
    if flask.request.path != TOKEN_PATH or form.get("grant_type") != "client_credentials":
        return None
    client_id, secret = _credentials()
    if not client_id or secret != LOCAL_SECRET:
        return _refused("invalid_client", 401)
    scopes = form.get("scope", "").split()
    if not set(scopes) <= set(ProgramScope):
        return _refused("invalid_scope", 400)
    token = {"access_token": _token(client_id, scopes), "token_type": "Bearer", "expires_in": SECONDS}
    return flask.jsonify({**token, "scope": " ".join(scopes)})


def _credentials() -> tuple[str, str]:
    """Return the client's id and secret: of the basic authentication, or else of the form."""
    scheme, _, encoded = flask.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return flask.request.form.get("client_id", ""), flask.request.form.get("client_secret", "")
    try:
        client_id, _, secret = b64decode(encoded).decode().partition(":")
    except (Error, ValueError):
        return "", ""
    return unquote_plus(client_id), unquote_plus(secret)


def _token(client_id: str, scopes: list[str]) -> str:
    key, now = signing_key(), int(time.time())
    header = {"alg": "RS256", "typ": "at+jwt", "kid": key.kid}
    claims = {
        "iss": flask.request.host_url.rstrip("/"),
        "sub": client_id,
        "client_id": client_id,
        "aud": SETTINGS["API_AUDIENCE"],
        "scope": " ".join(scopes),
        "iat": now,
        "exp": now + SECONDS,
        "jti": secrets.token_hex(8),
    }
    return jwt.encode(header, claims, key, algorithms=["RS256"])


def _refused(error: str, status: int) -> Any:
    return flask.jsonify({"error": error}), status
