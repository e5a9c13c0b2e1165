"""The mails that the app has sent, decoded for reading, and kept on disk: a mail that was accepted outlives a kill."""

import email
import email.policy
import email.utils
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from infra.local.clock import AdjustableClock
from infra.local.environment import REGION
from infra.local.whole_lines import append_line, whole_lines

# Headers that SES replaces, with the lines they are folded to ("Amazon SES header fields" of its developer guide).
_REPLACED = re.compile(r"^(?:Message-ID|Date):.*\r?\n(?:[ \t].*\r?\n)*", re.IGNORECASE | re.MULTILINE)
# In us-east-1 it is `email`, elsewhere the region.
MESSAGE_ID_HOST = f"{'email' if REGION == 'us-east-1' else REGION}.amazonses.com"


@dataclass(frozen=True)
class RawMail:
    """A mail as SES accepted it: envelope recipients, MIME source and the tags of its events."""

    id: str
    destinations: Sequence[str]
    source: str
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mail:
    """A message of `/messages.json`, with addresses without display names; those are in `headers`."""

    id: str
    to: tuple[str, ...]
    sender: str
    reply_to: str | None
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    raw: str
    sent_at: datetime
    tags: Mapping[str, Sequence[str]]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "to": list(self.to),
            "from": self.sender,
            "reply_to": self.reply_to,
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "headers": self.headers,
            "raw": self.raw,
            "sent_at": rfc3339(self.sent_at),
        }


def rfc3339(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def addresses(values: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses without names and duplicates: moto lists recipients of envelope and `To` twice."""
    found = (address for _, address in email.utils.getaddresses(list(values)) if address)
    return tuple(dict.fromkeys(found))


def received(raw: RawMail, sent_at: datetime) -> str:
    """Return the source that the receiver gets: each sending has a Message-ID and a Date of SES's own."""
    end = re.search(r"\r?\n\r?\n", raw.source)
    head = raw.source[: end.start()] if end else raw.source
    own = f"Message-ID: <{raw.id}@{MESSAGE_ID_HOST}>\r\nDate: {email.utils.format_datetime(sent_at)}\r\n"
    return own + _REPLACED.sub("", f"{head}\r\n").removesuffix("\r\n") + raw.source[len(head) :]


def read(raw: RawMail, sent_at: datetime) -> Mail:
    """Decode a mail; a missing part becomes an empty string."""
    source = received(raw, sent_at)
    message = email.message_from_bytes(source.encode(), policy=email.policy.default)
    return Mail(
        id=raw.id,
        to=addresses(raw.destinations),
        sender=next(iter(addresses([str(message.get("From", ""))])), ""),
        reply_to=next(iter(addresses([str(message.get("Reply-To", ""))])), None),
        subject=str(message.get("Subject", "")),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        headers=_headers(message),
        raw=source,
        sent_at=sent_at,
        tags=raw.tags,
    )


def _headers(message: EmailMessage) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in message.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else str(value)
    return headers


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


class Unreadable(Exception):
    """The file of mails cannot be read; the message says what to do."""


class Mailbox:
    """All mails, oldest first, with the adjustable clock's time when they were first seen.

    `sent` returns the mails that SES has accepted since the start, oldest first; new ones are only appended. Each is
    written to `file` when it is first seen, and read from there after the next start. Raises `Unreadable`.
    """

    def __init__(self, sent: Callable[[], Sequence[RawMail]], clock: AdjustableClock, file: Path) -> None:
        self._sent = sent
        self._clock = clock
        self._mails = _kept(file)
        self.before = len(self._mails)
        self._file = file
        self._lock = threading.Lock()

    def look(self) -> list[Mail]:
        with self._lock:
            for raw in self._sent()[len(self._mails) - self.before :]:
                mail = read(raw, self._clock.now())
                append_line(self._file, json.dumps(asdict(mail), default=datetime.isoformat).encode())
                self._mails.append(mail)
            return list(self._mails)


def _kept(file: Path) -> list[Mail]:
    try:
        return [_mail(json.loads(line)) for line in whole_lines(file)]
    except (ValueError, TypeError, KeyError) as fault:
        raise Unreadable(f"{file} cannot be read ({fault}). Move it away to start with an empty mailbox") from fault


def _mail(kept: Mapping[str, Any]) -> Mail:
    return Mail(**{**kept, "to": tuple(kept["to"]), "sent_at": datetime.fromisoformat(kept["sent_at"])})
