"""A started sign-in, which the browser alone remembers until the provider redirects back. Nothing is stored for it."""

from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.value_classes import value_class

# How long the person may take at the provider. The browser remembers the way back longer, see `web/page/sessions.py`.
SIGN_IN_LENGTH = timedelta(minutes=10)


@value_class
class SignIn:
    """What a browser remembers of one sign-in.

    `secret` is empty once the provider's code was used. `failed_as` is then the problem, None after success;
    `missing_claim` is the claim that the provider does not send, which the text of the problem names.
    """

    return_to: str
    started_at: datetime
    secret: str = field(default="", repr=False)
    failed_as: Problem | None = None
    missing_claim: str = ""

    @property
    def has_succeeded(self) -> bool:
        """Whether the sign-in led to a session, which may have ended since."""
        return not self.secret and not self.failed_as

    def is_expired(self, now: datetime) -> bool:
        """Whether the person took too long."""
        return now >= self.started_at + SIGN_IN_LENGTH

    @property
    def refusal(self) -> Refused | None:
        """Why nobody was signed in, as it was first told; None if the code was not refused."""
        if self.failed_as and self.missing_claim:
            return Refused(self.failed_as, facts={"missing_claim": self.missing_claim})
        return Refused(self.failed_as) if self.failed_as else None

    def used(self, refused: Refused | None = None) -> "SignIn":
        """Return the sign-in without its secret, so that no code can be exchanged for it again."""
        if refused is None:
            return replace(self, secret="", failed_as=None)
        missing_claim = str(refused.facts.get("missing_claim", ""))
        return replace(self, secret="", failed_as=refused.problem, missing_claim=missing_claim)


class StartedSignIns(Protocol):
    """Signs what the browser remembers, so that nobody can make a sign-in up or change its way back."""

    def token(self, sign_in: SignIn) -> str:
        """Return the signed text for a cookie."""
        ...

    def read(self, token: str) -> SignIn | None:
        """Return the sign-in; None for a text that was not signed here."""
        ...
