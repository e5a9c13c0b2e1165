"""Ask the userinfo endpoint about the person who has just signed in (OpenID Connect Core, section 5.3)."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.client import HTTPException

import msgspec

from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.patterns import pattern

logger = logging.getLogger(__name__)

Get = Callable[[str, Mapping[str, str]], Reply]

# RFC 6750, section 2.1; API Gateway's bound on headers does not apply to this request, but the provider has one.
_ACCESS_TOKEN = pattern(r"[A-Za-z0-9._~+/-]{1,65536}=*")


def userinfo(endpoint: str | None, access_token: str, get: Get) -> dict[str, object] | None:
    """Return the claims; None if there is no endpoint or the answer is no JSON object, such as a signed JWT.

    Raises `busy` if the endpoint is unavailable. The caller compares `sub` (section 5.3.2).
    """
    if not endpoint or not _ACCESS_TOKEN.fullmatch(access_token):
        logger.warning("the ID token has no verified address, and there is no userinfo endpoint to ask")
        return None
    try:
        reply = get(endpoint, {"Authorization": f"Bearer {access_token}"})
    except (OSError, HTTPException, ValueError) as error:
        # Log only the type: the message may quote the header.
        logger.warning("the userinfo endpoint is out of reach: %s", type(error).__name__)
        raise Refused(Problem.BUSY) from None
    if reply.status != HTTPStatus.OK:
        logger.warning("the userinfo endpoint answered with %d", reply.status)
        raise Refused(Problem.BUSY)
    return _claims(reply.body)


def _claims(body: bytes) -> dict[str, object] | None:
    try:
        return msgspec.json.decode(body, type=dict[str, object])
    except (ValueError, RecursionError):
        logger.warning("the userinfo endpoint answered with something else than a JSON object")
        return None
