"""An issuer's endpoints for the code flow, which keep what they are sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.adapters.oidc.authorization_code import Client, CodeFlow
from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.proofs import Proofs
from tests.adapters.oidc.fake_issuer import CLIENT, ISSUER, FakeIssuer, claims, ec_pair, signed

KEY = ec_pair("one")
PROOFS = Proofs.of("the-secret")
CALLBACK = "https://accounts.example/api/sign-in/callback"
SIGNED_OUT = "https://accounts.example/api/sign-out"


def tokens(**changed: object) -> Reply:
    """Return the token endpoint's answer; the ID token has these changes of its claims."""
    id_token = signed(KEY, claims(nonce=PROOFS.nonce, **changed))
    return Reply(200, json.dumps({"id_token": id_token, "access_token": "opaque", "token_type": "Bearer"}).encode())


@dataclass
class Issuer:
    """Serves its endpoints and keeps what it was sent."""

    authorization_endpoint: str = f"{ISSUER}/authorize"
    token_endpoint: str = f"{ISSUER}/token"
    userinfo_endpoint: str | None = f"{ISSUER}/userinfo"
    end_session_endpoint: str | None = None
    reply: Reply | Exception = field(default_factory=tokens)
    requests: int = 0
    address: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    userinfo: Reply | Exception = field(default_factory=lambda: Reply(404, b""))
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def fetch(self, url: str) -> bytes:
        """Return the discovery document."""
        self.requests += 1
        endpoints = {
            "authorization_endpoint": self.authorization_endpoint,
            "token_endpoint": self.token_endpoint,
            "userinfo_endpoint": self.userinfo_endpoint,
            "end_session_endpoint": self.end_session_endpoint,
        }
        return json.dumps({"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys", **endpoints}).encode()

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Answer at the token endpoint."""
        self.address, self.form, self.headers = url, form, headers
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Answer at the userinfo endpoint."""
        self.asked.append((url, headers))
        if isinstance(self.userinfo, Exception):
            raise self.userinfo
        return self.userinfo

    def flow(
        self, secret: str = "", logout_url: str = "", scopes: str = "openid email profile", **rules: Any
    ) -> CodeFlow:
        """Return the flow of a newly started container; `rules` are those of the verifier."""
        verifier = FakeIssuer(keys=[KEY.published]).verifier(**rules)
        client = Client(CLIENT, secret, CALLBACK, SIGNED_OUT, logout_url, scopes)
        return CodeFlow(ISSUER, client, verifier, self.fetch, self.post, self.get)


def refusal(issuer: Issuer) -> Problem:
    """Return the problem for which a code is refused."""
    with pytest.raises(Refused) as refused:
        issuer.flow().exchange_code("a-code", PROOFS)
    return refused.value.problem
