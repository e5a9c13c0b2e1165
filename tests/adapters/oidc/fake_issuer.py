"""An OIDC issuer in memory: its keys, its documents, and valid and forged tokens."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.group_claims import GroupRules
from chalicelib.adapters.oidc.person_claims import PersonRules
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.display_name import ReservedNames
from chalicelib.domain.identity.person import Person

ISSUER = "https://sign-in.example"
CLIENT = "app"
GROUPS = GroupRules("groups")
NOW = 1_800_000_000.0

WORDS = st.text("aA0.-é山\u202e\u3164 ", max_size=9) | st.just(CLIENT)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


class Absence(Enum):
    """Stands for a missing claim or header; None stands for one with the value null."""

    MISSING = "missing"


MISSING = Absence.MISSING


@dataclass
class Clock:
    """The machine's clock, moved by hand."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class KeyPair:
    """A signing key of the issuer."""

    kid: str
    algorithm: str
    sign: Callable[[bytes], bytes]
    published: dict[str, object]


@cache
def rsa_pair(kid: str, bits: int = 2048) -> KeyPair:
    """Return the RS256 key pair of this name, created once because that takes long."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    by = RSAAlgorithm(RSAAlgorithm.SHA256)
    published = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid}
    return KeyPair(kid, "RS256", lambda data: by.sign(data, key), published)


def ec_pair(kid: str) -> KeyPair:
    """Create a key pair for ES256."""
    key = ec.generate_private_key(ec.SECP256R1())
    by = ECAlgorithm(ECAlgorithm.SHA256)
    published = ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid}
    return KeyPair(kid, "ES256", lambda data: by.sign(data, key), published)


@dataclass
class FakeIssuer:
    """Serves its documents, counts the requests for them, and can be down."""

    keys: list[Mapping[str, object]]
    issuer: str = ISSUER
    name: str = ISSUER
    jwks_uri: str = f"{ISSUER}/keys"
    down: bool = False
    requests: int = 0
    clock: Clock = field(default_factory=Clock)
    api_audience: str = ""

    def fetch(self, url: str) -> bytes:
        """Return the document at this address."""
        if url == f"{self.issuer.rstrip('/')}/.well-known/openid-configuration":
            self.requests += 1
            endpoints = {"authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token"}
            document: object = {"issuer": self.name, "jwks_uri": self.jwks_uri, **endpoints}
        elif url == self.jwks_uri:
            document = {"keys": self.keys}
        else:
            raise AssertionError(url)
        if self.down:
            raise ConnectionRefusedError
        return json.dumps(document).encode()

    def verify(self, token: str) -> Person:
        """Return the person whom a newly started container sees behind the bearer token."""
        return self.verifier().verify(token)

    def refusal(self, token: str) -> Problem | None:
        """Return the problem for which a newly started container refuses the bearer token, or None."""
        return refusal(self.verifier(), token)

    def verifier(
        self,
        groups: GroupRules = GROUPS,
        reserved_names: Collection[str] = (),
        vouched_domains: frozenset[str] = frozenset(),
    ) -> TokenVerifier:
        """Return the verifier of a newly started container."""
        people = PersonRules(groups, ReservedNames.of(reserved_names), vouched_domains)
        return TokenVerifier(self.issuer, CLIENT, people, self.fetch, self.clock, api_audience=self.api_audience)


def refusal(verifier: TokenVerifier, token: str) -> Problem | None:
    """Return the problem for which the bearer token is refused, or None if it is accepted."""
    try:
        verifier.verify(token)
    except Refused as refused:
        return refused.problem
    return None


def claims(**changed: object) -> dict[str, object]:
    """Return the claims of a valid token with these changes; `MISSING` removes a claim."""
    valid: dict[str, object] = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "7f3a",
        "iat": NOW,
        "exp": NOW + 3600,
        "email": "partner@reseller.example",
        "email_verified": True,
    }
    return {name: value for name, value in (valid | changed).items() if value is not MISSING}


def signed(pair: KeyPair, payload: object, **header: object) -> str:
    """Return a token signed by the issuer's key; `header` changes the header as `claims` changes the claims."""
    full_header = {"alg": pair.algorithm, "typ": "JWT", "kid": pair.kid} | header
    return compact({name: value for name, value in full_header.items() if value is not MISSING}, payload, pair.sign)


def compact(header: object, payload: object, sign: Callable[[bytes], bytes]) -> str:
    """Return any header and payload in the compact form of RFC 7515 section 7.1; bytes are used as they are."""
    encoded = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signing_input = f"{segment(json.dumps(header).encode())}.{segment(encoded)}"
    return f"{signing_input}.{segment(sign(signing_input.encode()))}"


def segment(content: bytes) -> str:
    """Encode one of the three parts of a token."""
    return urlsafe_b64encode(content).decode().rstrip("=")
