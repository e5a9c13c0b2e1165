"""The raw message of a mail: headers, two bodies, and nothing random, so that a retry sends the same bytes.

It has no Message-ID and no Date, since SES replaces both with its own. A thread is what shares `References`.
"""

import hashlib
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any

from chalicelib.domain.patterns import pattern
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.mail.layout import Bodies

_WHITE_SPACE = pattern("[\x00-\x20\x7f\x85\u2028\u2029]+")


@value_class
class Mailbox:
    """An address and whose it is."""

    address: str
    name: str = ""

    @classmethod
    def of_setting(cls, setting: str, brand: str) -> "Mailbox":
        """A sender as settings give it, `Name <address>`; under the brand where it has no name."""
        name, address = parseaddr(setting)
        return cls(address, name or brand)


@value_class
class Envelope:
    """The headers that differ from mail to mail, as plain text.

    `key` names the mail and `thread` what it belongs to; both are hashed, for ids are not for strangers.
    """

    sender: Mailbox
    recipient: str
    reply_to: Mailbox
    subject: str
    language: str
    key: str
    thread: str


class _FaithfulPolicy(EmailPolicy):
    """SMTP's line ends, and our own way to fold what people wrote.

    The library's loses or doubles a space between encoded words ("UniversitätMünster"), and encodes addresses
    and message ids that are longer than a line.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        match name:
            case "Subject":
                folded = _encoded(str(value), name)
            case "From" | "To" | "Reply-To":
                folded = _mailbox(value, name)
            case "In-Reply-To" | "References":
                folded = str(value)
            case _:
                return super().fold_binary(name, value)
        return f"{name}: {folded}\r\n".encode("ascii")


_POLICY = _FaithfulPolicy(linesep="\r\n")


def message_bytes(envelope: Envelope, bodies: Bodies) -> bytes:
    """The whole message."""
    message = EmailMessage(policy=_POLICY)
    thread = f"<{_digest(envelope.thread)}@{envelope.sender.address.rpartition('@')[2]}>"
    message["From"] = _address(envelope.sender)
    message["To"] = Address(addr_spec=envelope.recipient)
    message["Reply-To"] = _address(envelope.reply_to)
    message["Subject"] = _one_line(envelope.subject)
    message["In-Reply-To"] = thread
    message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(bodies.text, cte="quoted-printable")
    message.add_alternative(bodies.html, subtype="html", cte="quoted-printable")
    # Set last: what makes the message multipart moves such headers into its first part.
    message["Content-Language"] = envelope.language
    # Quoted-printable never has "=_", so no body can hold the boundary.
    message.set_boundary(f"=_{_digest(envelope.key)}")
    return message.as_bytes()


def _one_line(text: str) -> str:
    """Without line breaks; and without what would read as an encoded word, which shows as something else."""
    return _WHITE_SPACE.sub(" ", text).replace("=?", "= ?").strip()


def _address(mailbox: Mailbox) -> Address:
    return Address(_one_line(mailbox.name), addr_spec=mailbox.address)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _mailbox(header: Any, name: str) -> str:
    (address,) = header.addresses
    shown = address.display_name
    if shown.isascii():
        return str(address)
    return f"{_encoded(shown, name)}\r\n <{address.addr_spec}>"


def _encoded(text: str, header_name: str) -> str:
    """The text on lines of the header's length, in encoded words unless it is ASCII."""
    return Header(text, header_name=header_name).encode(linesep="\r\n")
