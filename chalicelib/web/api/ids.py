"""Judge an id in a body by its shape, before anything is read."""

import re

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.web.document.limits import ID, LONGEST_ID


def read_id(given: str) -> str:
    """Return the text if it may be an id. Raises `Invalid`."""
    if not given:
        raise Invalid(FieldCode.REQUIRED)
    if len(given) > LONGEST_ID:
        raise Invalid(FieldCode.TOO_LONG, limit=LONGEST_ID)
    if not re.fullmatch(str(ID["pattern"]), given):
        raise Invalid(FieldCode.FORBIDDEN_CHARACTER)
    return given
