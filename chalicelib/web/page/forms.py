"""Parse form bodies: strict UTF-8 of limited size, each field at most once."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from chalicelib.domain.errors import FieldError, Problem, Refused
from chalicelib.web.api.parsing import refuse_too_large

FORM = "application/x-www-form-urlencoded"
# The form of a webhook has a checkbox for each kind of event.
MOST_FIELDS = 100
# The hidden field of a form that is to be shown again, in another language, and not carried out.
ONLY_SHOW = "only_show"
# The hidden field, and the query parameter, that names the ended session whose form is given back.
KEPT = "kept"

Form = Mapping[str, str]


def read_form(raw: bytes) -> Form:
    """Return the fields by name; an empty body is an empty form. Raises `body-too-large` or `malformed-body`."""
    refuse_too_large(raw)
    try:
        fields = parse_qs(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused(Problem.MALFORMED_BODY) from None
    if any(len(values) > 1 for values in fields.values()):
        raise Refused(Problem.MALFORMED_BODY)
    return {name: values[0] for name, values in fields.items()}


def at_field(refused: Refused, pointer: str | None) -> Refused:
    """Show the refusal at a field; no-op without a pointer, or if the refusal names fields already."""
    if pointer is None or refused.errors:
        return refused
    return Refused(refused.problem, errors=(FieldError(pointer, refused.problem, refused.facts),))
