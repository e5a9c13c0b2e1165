"""Reads a message as its recipient's mail program does: headers, the text, and the HTML as words and links."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.mail.renderer import MailRenderer
from chalicelib.rendering.urls import Urls
from tests.builders import Posted, every_mail, every_variant

SITE = "https://accounts.vendor.example/api"
TOKEN = "the-signed-token"
SUPPORT = "support@vendor.example"
RENDERER = MailRenderer("no-reply@vendor.example", "Smart Accounts", SUPPORT, Urls(SITE))

MAILS = every_mail()
IN_EVERY_LANGUAGE = tuple(
    posted.in_language(language) for posted in (*MAILS.values(), *every_variant()) for language in LANGUAGES
)
ABOUT_REQUESTS = tuple(one for one in IN_EVERY_LANGUAGE if isinstance(one.matter, AccountRequest))
ABOUT_ACCESS = tuple(one for one in IN_EVERY_LANGUAGE if one not in ABOUT_REQUESTS)

_URL = re.compile(r"https?://[^\s,]+")


@dataclass(frozen=True)
class Read:
    """A received message; `pieces` are the runs of words between two tags."""

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
        """The URLs that stand in the text and in the HTML."""
        return frozenset(_URL.findall(self.text)), frozenset(_URL.findall(" ".join(self.pieces)))

    @property
    def everything(self) -> str:
        """All that the recipient could read, and the source of it."""
        return "\n".join((self.raw.decode(), self.subject, self.text, self.html))


class _Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.tags: set[str] = set()
        self.targets: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.targets |= {value or "" for name, value in attrs if name in {"href", "src"}}

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.pieces.append(data.strip())


def name_of(posted: Posted) -> str:
    """What a test calls this mail."""
    parts = (posted.draft.kind, posted.draft.audience, posted.variant, posted.draft.language)
    return "-".join(part for part in parts if part)


def rendered(posted: Posted, renderer: MailRenderer = RENDERER) -> bytes:
    """The message that would be sent."""
    return renderer.render(posted.row(), posted.matter, TOKEN).message


def read(posted: Posted, renderer: MailRenderer = RENDERER) -> Read:
    """The message that would be sent, as it is read."""
    raw = rendered(posted, renderer)
    message = message_from_bytes(raw, policy=policy.default)
    html = _body(message, "html")
    words = _Words(html)
    text = _body(message, "plain")
    tags, targets = frozenset(words.tags), frozenset(words.targets)
    return Read(raw, message, text, html, tuple(words.pieces), tags, targets)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")
