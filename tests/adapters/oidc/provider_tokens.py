"""What large providers write into their ID tokens and into the other tokens that they sign with the same keys.

From their documentation and source. Claims that every token has (`iss`, `sub`, `iat`, `exp`) are left out, as are
most of those that the specification names and every provider may send (`given_name`, `picture`, `updated_at`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.adapters.oidc.fake_issuer import MISSING

Said = dict[str, object]

OTHER_CLIENT = "other-app"
JWT: Said = {"typ": "JWT"}
UNTYPED: Said = {"typ": MISSING}
AT_JWT: Said = {"typ": "at+jwt"}
LOGOUT: Said = {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "jti": "l1"}


@dataclass(frozen=True)
class Token:
    """`audiences` are those that the provider names beside our client."""

    claims: Said
    header: Said = field(default_factory=lambda: JWT)
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Provider:
    """One provider's ID token for us, and its tokens that are none, by name."""

    id_token: Token
    others: Mapping[str, Token] = field(default_factory=dict)
