"""Names and notes that people type and paste: what of them is kept, dropped and refused (docs/decisions/0054).

Escaping is the task of the renderers.
"""

from chalicelib.domain.text.fields import (
    MARKS_MAX,
    NAME_MAX,
    NAME_MAX_WORDS,
    NAME_MIN,
    NOTE_MAX,
    ORDER_REFERENCE_MAX,
    TYPED_PER_KEPT,
    account_name,
    is_blank,
    link_free_note,
    note,
    order_reference,
    reason,
)
from chalicelib.domain.text.patterns import (
    LINK_FREE_NOTE_PATTERN,
    NAME_PATTERN,
    NOTE_PATTERN,
    ORDER_REFERENCE_PATTERN,
    REASON_PATTERN,
    REQUIRED_REASON_PATTERN,
    VISIBLE_PATTERN,
)

__all__ = [
    "LINK_FREE_NOTE_PATTERN",
    "MARKS_MAX",
    "NAME_MAX",
    "NAME_MAX_WORDS",
    "NAME_MIN",
    "NAME_PATTERN",
    "NOTE_MAX",
    "NOTE_PATTERN",
    "ORDER_REFERENCE_MAX",
    "ORDER_REFERENCE_PATTERN",
    "REASON_PATTERN",
    "REQUIRED_REASON_PATTERN",
    "TYPED_PER_KEPT",
    "VISIBLE_PATTERN",
    "account_name",
    "is_blank",
    "link_free_note",
    "note",
    "order_reference",
    "reason",
]
