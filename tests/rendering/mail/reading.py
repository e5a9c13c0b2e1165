"""Parses a message as a mail program does: headers, text, and HTML as texts and links."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from html.parser import HTMLParser

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.mail.renderer import MailRenderer
from chalicelib.rendering.urls import Urls
from tests.builders import DraftedMail, every_mail, every_variant

SITE = "https://accounts.vendor.example/api"
TOKEN = "the-signed-token"
SUPPORT = "support@vendor.example"
RENDERER = MailRenderer("no-reply@vendor.example", Brand("Smart Accounts", SUPPORT, Urls(SITE)))

MAILS = every_mail()
IN_EVERY_LANGUAGE = tuple(
    drafted.in_language(language) for drafted in (*MAILS.values(), *every_variant()) for language in LANGUAGES
)
# By identity: what a mail is about has no hash.
PLACES = {id(drafted): place for place, drafted in enumerate(IN_EVERY_LANGUAGE)}
ABOUT_REQUESTS = tuple(drafted for drafted in IN_EVERY_LANGUAGE if isinstance(drafted.mail_subject, AccountRequest))
ABOUT_ACCESS = tuple(drafted for drafted in IN_EVERY_LANGUAGE if isinstance(drafted.mail_subject, AccessRequest))

_URL = re.compile(r"https?://[^\s,]+")


@dataclass(frozen=True)
class ReadMail:
    """A received message; `pieces` are the texts between two tags that begin or end a line of their own."""

    raw: bytes
    message: EmailMessage
    text: str
    html: str
    pieces: tuple[str, ...]
    tags: frozenset[str]
    targets: frozenset[str]

    @property
    def subject(self) -> str:
        """The subject."""
        return str(self.message["Subject"])

    @property
    def links(self) -> tuple[frozenset[str], frozenset[str]]:
        """The URLs in the text and in the HTML."""
        return frozenset(_URL.findall(self.text)), frozenset(_URL.findall(" ".join(self.pieces)))

    @property
    def everything(self) -> str:
        """Everything that the recipient could read, including the source."""
        return "\n".join((self.raw.decode(), self.subject, self.text, self.html))


class _HtmlParser(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.tags: set[str] = set()
        self.targets: set[str] = set()
        self._piece = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_piece(tag)
        self.tags.add(tag)
        self.targets |= {value or "" for name, value in attrs if name in {"href", "src"}}

    def handle_endtag(self, tag: str) -> None:
        self._end_piece(tag)

    def _end_piece(self, tag: str) -> None:
        if tag == "bdi":
            return
        if self._piece.strip():
            self.pieces.append(self._piece.strip())
        self._piece = ""

    def handle_data(self, data: str) -> None:
        self._piece += data


def name_of(drafted: DraftedMail) -> str:
    """Return the mail's name in test ids and file names."""
    parts = (drafted.draft.kind, drafted.draft.audience, drafted.variant, drafted.draft.language)
    return "-".join(part for part in parts if part)


def rendered(drafted: DraftedMail, renderer: MailRenderer = RENDERER) -> bytes:
    """Return the message that would be sent."""
    return renderer.render(drafted.row(), drafted.mail_subject, TOKEN).message


def read(drafted: DraftedMail, renderer: MailRenderer = RENDERER) -> ReadMail:
    """Return the message that would be sent, parsed; those that many tests read are rendered once."""
    place = PLACES.get(id(drafted))
    return _parsed(rendered(drafted, renderer)) if place is None or renderer is not RENDERER else _read(place)


@cache
def _read(place: int) -> ReadMail:
    return _parsed(rendered(IN_EVERY_LANGUAGE[place]))


def _parsed(raw: bytes) -> ReadMail:
    message = message_from_bytes(raw, policy=policy.default)
    html = _body(message, "html")
    parser = _HtmlParser(html)
    text = _body(message, "plain")
    tags, targets = frozenset(parser.tags), frozenset(parser.targets)
    return ReadMail(raw, message, text, html, tuple(parser.pieces), tags, targets)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")
