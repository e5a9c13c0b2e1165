"""What large providers put into their ID tokens and into other tokens signed with the same keys.

Taken from their documentation and source. Claims of every token (`iss`, `sub`, `iat`, `exp`) are left out, as are most
of those that the specification names and every provider may send (`given_name`, `picture`, `updated_at`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.adapters.oidc.fake_issuer import MISSING

Claims = dict[str, object]

OTHER_CLIENT = "other-app"
JWT: Claims = {"typ": "JWT"}
UNTYPED: Claims = {"typ": MISSING}
AT_JWT: Claims = {"typ": "at+jwt"}
LOGOUT: Claims = {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "jti": "l1"}


@dataclass(frozen=True)
class Token:
    """A token; `audiences` are those that the provider names in addition to our client."""

    claims: Claims
    header: Claims = field(default_factory=lambda: JWT)
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Provider:
    """A provider's ID token for us, and its tokens that are not ID tokens, by name."""

    id_token: Token
    others: Mapping[str, Token] = field(default_factory=dict)
