"""Implementations of the clock and id ports."""

import secrets
from datetime import UTC, datetime

# Crockford's base 32, without letters that people confuse with digits.
READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class SystemClock:
    """The system clock. The local run has another clock, which can be advanced."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)


class RandomIds:
    """Ids from the operating system's random generator."""

    def new_id(self) -> str:
        """Return 128 random bits in hexadecimal."""
        return secrets.token_hex(16)

    def new_reference(self) -> str:
        """Return a reference for people, SAR-XXXX-XXXX: 40 random bits. It is not secret and grants no access."""
        letters = "".join(secrets.choice(READABLE) for _ in range(8))
        return f"SAR-{letters[:4]}-{letters[4:]}"
