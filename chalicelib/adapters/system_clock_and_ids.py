"""The machine's clock and randomness, behind the ports."""

import secrets
from datetime import UTC, datetime

# Crockford's base 32: no letter that is mistaken for a digit when read out.
READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class SystemClock:
    """The clock of every stage; the local run has one that can be advanced."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


class RandomIds:
    """Ids from the operating system's randomness."""

    def new_id(self) -> str:
        """128 random bits in hexadecimal."""
        return secrets.token_hex(16)

    def new_reference(self) -> str:
        """SAR-XXXX-XXXX; 40 bits name a request to people, they are no secret and open nothing."""
        letters = "".join(secrets.choice(READABLE) for _ in range(8))
        return f"SAR-{letters[:4]}-{letters[4:]}"
