"""What the text of one setting means. Every fault is a `ValueError` that says what to give, and no secret."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identity.free_mail import identifies_nobody
from chalicelib.domain.identity.host_name import to_a_labels, to_u_labels
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.patterns import pattern
from chalicelib.domain.programs.client import TokenProfile

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GROUPS_FORMATS = ("bracketed",)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# Some centuries in days: what is longer lies beyond every calendar.
LARGEST_NUMBER = 100_000
SHORTEST_SECRET = 32
_SCOPE = pattern(r"[\x21\x23-\x5b\x5d-\x7e]+")


def number(text: str, most: int = LARGEST_NUMBER) -> int:
    """A whole number that anything may be counted by."""
    found = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= found <= most:
        raise ValueError(f"give a whole number from 1 to {most}")
    return found


def minutes(text: str) -> timedelta:
    """A length in whole minutes."""
    return timedelta(minutes=number(text))


def shown_minutes(length: timedelta) -> str:
    """The text that `minutes` takes back."""
    return str(length // timedelta(minutes=1))


def hours(text: str) -> timedelta:
    """A length in whole hours."""
    return timedelta(hours=number(text))


def shown_hours(length: timedelta) -> str:
    """The text that `hours` takes back."""
    return str(length // timedelta(hours=1))


def days(text: str) -> timedelta:
    """A length in whole days."""
    return timedelta(days=number(text))


def days_or_none(text: str) -> timedelta:
    """The same, or zero for a blank text."""
    return days(text) if text else timedelta(0)


def shown_days_or_none(length: timedelta) -> str:
    """The text that `days_or_none` takes back."""
    return shown_days(length) if length else ""


def several_days(text: str) -> tuple[timedelta, ...]:
    """Days in their order, each once."""
    found = [days(day) for day in names(text)]
    if len(set(found)) < len(found):
        raise ValueError("name each day once")
    return tuple(sorted(found))


def shown_days(length: timedelta) -> str:
    """The text that `days` takes back."""
    return str(length.days)


def shown_several_days(lengths: Sequence[timedelta]) -> str:
    """The text that `several_days` takes back."""
    return ",".join(map(shown_days, lengths))


def truth(text: str) -> bool:
    """One of two words."""
    if text not in ("true", "false"):
        raise ValueError("give true or false")
    return text == "true"


def level(text: str) -> str:
    """From which level on lines are logged."""
    if text not in LOG_LEVELS:
        raise ValueError(f"give one of {', '.join(LOG_LEVELS)}")
    return text


def groups_format(text: str) -> str:
    """How the provider writes lists of groups, where that is not JSON."""
    if text not in ("", *GROUPS_FORMATS):
        raise ValueError(f"give {' or '.join(GROUPS_FORMATS)}, or leave it out for lists of JSON")
    return text


def token_profile(text: str) -> TokenProfile:
    """How the provider writes access tokens."""
    if text not in tuple(TokenProfile):
        raise ValueError(f"give one of {', '.join(TokenProfile)}")
    return TokenProfile(text)


def group_name(text: str) -> str:
    """The name of one group; a leading slash is no part of it."""
    if not text.removeprefix("/").strip():
        raise ValueError("give the name of the group at the sign-in provider, as in reviewers, or leave it out")
    return text


def scopes(text: str) -> str:
    """OAuth scopes (RFC 6749, section 3.3) with blanks between them; without `openid` there would be no ID token."""
    found = text.split(" ")
    if "openid" not in found or not all(map(_SCOPE.fullmatch, found)):
        raise ValueError("give scopes with single blanks between them and openid among them, as in openid email groups")
    return text


def names(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def host_names(text: str) -> frozenset[str]:
    """Host names in A-labels; each has a full stop, since a top-level domain would make a tenant of everybody below."""
    fault = ValueError("give host names with commas between them, as in sites.provider.com")
    try:
        found = frozenset(to_a_labels(to_u_labels(name)) for name in names(text))
    except ValueError:
        raise fault from None
    if not all("." in name for name in found):
        raise fault
    return found


def vouched_domains(text: str) -> frozenset[str]:
    """Mail domains in A-labels whose addresses only their holders can have at the sign-in provider."""
    found = host_names(text)
    if any(map(identifies_nobody, found)):
        raise ValueError("name domains of organisations: anybody can have an address at a public mail service")
    return found


def mail_address(text: str) -> str:
    """A bare address."""
    try:
        return str(MailAddress.parse_exact(text))
    except Invalid:
        raise ValueError("give a mail address, as in support@vendor.com") from None


def mail_addresses(text: str) -> tuple[str, ...]:
    """One address at least."""
    try:
        found = tuple(mail_address(name) for name in names(text))
    except ValueError:
        found = ()
    if not found:
        raise ValueError("give mail addresses with commas between them, and nothing else")
    return found


def sender(text: str) -> str:
    """An address, or one with a name before it."""
    try:
        mail_address(parseaddr(text)[1])
    except ValueError:
        raise ValueError("give an address with or without a name, as in Accounts <no-reply@vendor.com>") from None
    return text


def base_url(text: str) -> str:
    """An address that paths are put behind."""
    return web_address(text).rstrip("/")


def web_address(text: str) -> str:
    """To the letter: an issuer may end in a slash, and its tokens repeat it so."""
    parts = urlsplit(text)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_on_this_machine(text))):
        return text
    raise ValueError("give an https address; http is for this machine alone")


def logout_url(text: str) -> str:
    """What a header can carry; nothing, where the provider's discovery names its own."""
    return page_address(text, "the provider's sign-out page")


def page_address(text: str, page: str) -> str:
    """An https address without blanks, in ASCII; nothing, where the page is left out."""
    if text and not all("!" <= character <= "~" for character in text):
        raise ValueError(f"give {page} as an https address in ASCII, or leave it out")
    return text and web_address(text)


def former_issuer(text: str) -> str:
    """An issuer at which people signed in before, to the letter; none if the text is empty."""
    return web_address(text) if text else ""


def end_of_day(text: str) -> datetime | None:
    """The end of a day of the calendar, in UTC; None if the text is empty."""
    if not text:
        return None
    try:
        # By a format: `fromisoformat` also takes weeks, and days without dashes.
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise ValueError("give a day as in 2027-03-31") from None


def is_on_this_machine(address: str) -> bool:
    """Whether nobody else gets there."""
    return urlsplit(address).hostname in LOOPBACK


def client_secret(text: str) -> str:
    """What a header can carry; nothing, for a public client."""
    if not all("!" <= character <= "~" for character in text):
        raise ValueError("give the client's secret as the sign-in provider shows it, or leave it out")
    return text


def keys(text: str) -> Mapping[str, str]:
    """`id:secret[,id:secret]`, or the same as a JSON object; the newest last, each of at least 32 characters."""
    pairs = _pairs(text)
    if not pairs or not all(name and len(secret) >= SHORTEST_SECRET for name, secret in pairs):
        raise ValueError("give id:secret, or several with commas, each secret of 32 characters or more")
    if len({name for name, _ in pairs}) < len(pairs) or len({secret for _, secret in pairs}) < len(pairs):
        raise ValueError("give each key an id and a secret of its own; one of them stands twice")
    return dict(pairs)


def _pairs(text: str) -> list[tuple[str, str]]:
    if text.startswith("{"):
        return [(name, str(secret)) for name, secret in json.loads(text, object_pairs_hook=list)]
    parted = (part.partition(":") for part in names(text))
    return [(name, secret) for name, _, secret in parted]
