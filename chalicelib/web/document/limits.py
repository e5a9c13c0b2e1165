"""Limits that several fields share, as keywords of JSON Schema; those of what people send come from the domain."""

from collections.abc import Mapping

from chalicelib.domain import languages, text
from chalicelib.domain.identity import mail_address
from chalicelib.domain.identity.display_name import LONGEST_NAME as LONGEST_DISPLAY_NAME
from chalicelib.domain.identity.host_name import LONGEST_NAME as LONGEST_HOST_NAME
from chalicelib.web.document.facts import Limit

Limits = Mapping[str, Limit]

LONGEST_ID = 256
LARGEST_NUMBER = 2**31 - 1
# Bounds of what is answered, for programs that reserve room. Nothing that is sent is judged by them.
LONGEST_URL = 4096
LONGEST_TEXT = 20_000
MOST_ITEMS = 1000

ONE_LINE = r"^[^\r\n]*$"
ANY_LINES = r"^[^\x00]*$"

COUNT: Limits = {"format": "int32", "minimum": 0, "maximum": LARGEST_NUMBER}
ID: Limits = {"pattern": "^[A-Za-z0-9_.-]+$", "maxLength": LONGEST_ID}
INSTANT: Limits = {"format": "date-time", "maxLength": 35}
HOST_NAME: Limits = {"format": "hostname", "maxLength": LONGEST_HOST_NAME}
SHOWN_HOST_NAME: Limits = {"format": "idn-hostname", "maxLength": LONGEST_HOST_NAME}
ADDRESS: Limits = {"format": "email", "maxLength": mail_address.MAX_ADDRESS}
MASKED: Limits = {"pattern": ONE_LINE, "maxLength": mail_address.MAX_ADDRESS}
PERSON_NAME: Limits = {"pattern": ONE_LINE, "maxLength": LONGEST_DISPLAY_NAME}
ACCOUNT_NAME: Limits = {"pattern": ONE_LINE, "maxLength": text.NAME_MAX}
ORDER_REFERENCE: Limits = {"pattern": ONE_LINE, "maxLength": text.ORDER_REFERENCE_MAX}
NOTE: Limits = {"pattern": ANY_LINES, "maxLength": text.NOTE_MAX}
TEXT: Limits = {"pattern": ANY_LINES, "maxLength": LONGEST_TEXT}
CURSOR: Limits = {"pattern": "^[A-Za-z0-9_.-]+$", "maxLength": LONGEST_URL}
# A name of a parameter, a claim or a value; of an unknown one the beginning.
SHORT: Limits = {"pattern": ONE_LINE, "maxLength": 100}
URL: Limits = {"format": "uri-reference", "maxLength": LONGEST_URL}
LIST: Limits = {"maxItems": MOST_ITEMS}

SENT_NAME: Limits = {"minLength": text.NAME_MIN, "maxLength": text.NAME_MAX, "pattern": text.NAME_PATTERN}
SENT_NOTE: Limits = {"maxLength": text.NOTE_MAX, "pattern": text.NOTE_PATTERN}
SENT_LINK_FREE_NOTE: Limits = {"maxLength": text.NOTE_MAX, "pattern": text.LINK_FREE_NOTE_PATTERN}
SENT_REASON: Limits = {"maxLength": text.NOTE_MAX, "pattern": text.REASON_PATTERN}
SENT_REQUIRED_REASON: Limits = {"maxLength": text.NOTE_MAX, "pattern": text.REQUIRED_REASON_PATTERN}
SENT_ORDER_REFERENCE: Limits = {"maxLength": text.ORDER_REFERENCE_MAX, "pattern": text.ORDER_REFERENCE_PATTERN}
# Without a format: an address as people paste it, with a name, has none.
SENT_ADDRESS: Limits = {"maxLength": mail_address.MAX_TYPED, "pattern": mail_address.PATTERN}
SENT_LANGUAGE: Limits = {"pattern": languages.PATTERN, "maxLength": 100}
SENT_ID: Limits = {"pattern": "^[A-Za-z0-9_.-]*$", "maxLength": LONGEST_ID}
