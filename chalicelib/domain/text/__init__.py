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

__all__ = [
    "MARKS_MAX",
    "NAME_MAX",
    "NAME_MAX_WORDS",
    "NAME_MIN",
    "NOTE_MAX",
    "ORDER_REFERENCE_MAX",
    "TYPED_PER_KEPT",
    "account_name",
    "is_blank",
    "link_free_note",
    "note",
    "order_reference",
    "reason",
]
