"""Revisions of records: short texts that differ when something that a reader sees has changed."""

import hashlib
from datetime import datetime

# Of 64 bits, two that are equal by chance are one in billions of billions.
LENGTH = 16


def revision_of(*values: str | int | bool | datetime | None) -> str:
    """Return a revision that differs when one of these values differs."""
    texts = (value.isoformat() if isinstance(value, datetime) else str(value) for value in values)
    # Length prefixes make the text unambiguous: other values never give the same one.
    text = "".join(f"{len(text)}:{text}" for text in texts)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
