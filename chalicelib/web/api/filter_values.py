"""Values of query parameters that lists are filtered by. Each reader raises `Invalid`."""

import re
from datetime import UTC, datetime

from chalicelib.domain import text
from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.patterns import pattern

# RFC 3339, with the zone that it requires.
_INSTANT = pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
INSTANT_SHOWN = "YYYY-MM-DDThh:mm:ssZ"
_REFERENCE = pattern(r"SAR-[0-9A-Z]{4}-[0-9A-Z]{4}")


def instant(value: str) -> datetime:
    """Read an RFC 3339 time."""
    try:
        if _INSTANT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Invalid(FieldCode.WRONG_TYPE)


def mail_domain(value: str) -> str:
    """Read the domain of mail addresses, as a person types it."""
    return MailAddress.parse(f"anybody@{value.strip().removeprefix('@')}").domain


def reference(value: str) -> str:
    """Read the reference of a request, as people read it out."""
    found = value.strip().upper()
    if not (found.isascii() and _REFERENCE.fullmatch(found)):
        raise Invalid(FieldCode.WRONG_TYPE)
    return found


def order_reference(value: str) -> str:
    """Read an order reference, as it is read in a submission."""
    found = text.order_reference(value)
    if not found:
        raise Invalid(FieldCode.REQUIRED)
    return found
