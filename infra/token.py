"""`python -m infra.token EMAIL`: print a bearer token for a person known to the local sign-in provider.

Signs in as a browser does, with authorization code and PKCE. `--client CLIENT` prints the token of a client itself,
by the client credentials grant.
"""

import argparse
import base64
import hashlib
import secrets
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from chalicelib.domain.programs.client import ProgramScope
from infra.local.environment import LOCAL_SECRET
from infra.local.find_running import NotRunning, RunningStack, running_stack
from infra.local.loopback import loopback_client

SECONDS = 10.0


class UnknownPerson(Exception):
    """The provider does not list this person. It would sign in anybody, so that a typo would create a new one."""

    def __init__(self, email: str, known: list[str]) -> None:
        listed = "\n".join(f"  {person}" for person in known)
        super().__init__(f"The sign-in provider does not know {email or '(empty)'}. It knows:\n{listed}")


def id_token(stack: RunningStack, email: str) -> str:
    """Sign in and return the ID token. Raises `UnknownPerson`, or `httpx.HTTPError` if the provider fails."""
    with loopback_client(base_url=stack.urls["sign_in"], timeout=SECONDS) as provider:
        subject = _subject(provider, email)
        verifier = secrets.token_urlsafe(48)
        query = _authorization_query(stack, verifier)
        endpoints = provider.get("/.well-known/openid-configuration").raise_for_status().json()
        consent = provider.post(f"{endpoints['authorization_endpoint']}?{urlencode(query)}", data={"sub": subject})
        code = parse_qs(urlsplit(consent.headers["location"]).query)["code"][0]
        exchange = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": query["redirect_uri"],
            "client_id": query["client_id"],
            "code_verifier": verifier,
        }
        answer = provider.post(endpoints["token_endpoint"], data=exchange).raise_for_status().json()
        return str(answer["id_token"])


def access_token(stack: RunningStack, client_id: str, scopes: Iterable[str] = tuple(ProgramScope)) -> str:
    """Return an access token of the client itself. Raises `httpx.HTTPError` if the provider fails."""
    with loopback_client(base_url=stack.urls["sign_in"], timeout=SECONDS) as provider:
        endpoints = provider.get("/.well-known/openid-configuration").raise_for_status().json()
        form = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
        answer = provider.post(endpoints["token_endpoint"], data=form, auth=(client_id, LOCAL_SECRET))
        return str(answer.raise_for_status().json()["access_token"])


def _subject(provider: httpx.Client, email: str) -> str:
    known: dict[str, dict[str, Any]] = provider.get("/users").raise_for_status().json()
    for subject, claims in known.items():
        if email in (subject, claims.get("email")):
            return subject
    raise UnknownPerson(email, sorted(str(claims.get("email", subject)) for subject, claims in known.items()))


def _authorization_query(stack: RunningStack, verifier: str) -> dict[str, str]:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return {
        "response_type": "code",
        "client_id": stack.environment["OIDC_CLIENT_ID"],
        "redirect_uri": f"{stack.urls['app']}/sign-in/callback",
        "scope": "openid email profile",
        "state": secrets.token_urlsafe(16),
        "nonce": secrets.token_urlsafe(16),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }


def main(arguments: list[str] | None = None) -> int:
    """Print only the token to standard output, and everything else to standard error."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.token", description="Print a bearer token.", allow_abbrev=False
    )
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("email", nargs="?", help="a person the local sign-in provider knows")
    asked.add_argument("--client", help="the id of a client, which may be any")
    given = parser.parse_args(arguments)
    try:
        stack = running_stack()
        print(access_token(stack, given.client) if given.client else id_token(stack, given.email or ""))
    except (NotRunning, UnknownPerson, httpx.HTTPError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
