"""Parse request bodies, strict JSON of limited size, into schemas, and idempotency keys."""

import json
from collections.abc import Mapping
from itertools import islice
from typing import Literal, TypeVar, get_args, get_origin

import msgspec

from chalicelib.domain.errors import Facts, FieldCode, Problem, Refused
from chalicelib.domain.validation import FieldChecks
from chalicelib.web.api.field_rules import RULES

LARGEST_BODY = 64 * 1024
LONGEST_KEY = 255
HEADER = "idempotency-key"
# Number of unknown fields that are reported, to limit the size of the response.
MOST_UNKNOWN = 20

ESCAPE = b"\\u"

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")


def read_json(raw: bytes) -> Mapping[str, object]:
    """Decode a JSON object; an empty body is an empty object. Raises `body-too-large` or `malformed-body`."""
    refuse_too_large(raw)
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
        if ESCAPE in raw:
            # The parser accepts lone surrogates, but they cannot be encoded later.
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refused(Problem.MALFORMED_BODY) from None
    if not isinstance(body, dict):
        raise Refused(Problem.MALFORMED_BODY)
    return body


def refuse_too_large(raw: bytes) -> None:
    """Raise `body-too-large` if the body exceeds 64 KB."""
    if len(raw) > LARGEST_BODY:
        raise Refused(Problem.BODY_TOO_LARGE, facts={"limit": LARGEST_BODY})


def read_shape(body: Mapping[str, object], shape: type[S]) -> S:
    """Convert the body to a schema. Raises `validation-failed` with all missing and invalid fields.

    Only the first `MOST_UNKNOWN` unknown fields are reported.
    """
    checks = FieldChecks()
    read = shaped(body, shape, checks)
    if checks.errors:
        _check_texts(read, checks)
    checks.done()
    return read


def _check_texts(read: msgspec.Struct, checks: FieldChecks) -> None:
    """Add the faults of the texts; what is optional and empty has none."""
    for field in msgspec.structs.fields(type(read)):
        value = getattr(read, field.name)
        if field.name in RULES and isinstance(value, str) and (value or field.required):
            checks.read(f"/{field.name}", RULES[field.name], value)


def shaped(body: Mapping[str, object], shape: type[S], checks: FieldChecks) -> S:
    """Convert the body to a schema. Errors are added to `checks`; fields with errors are empty.

    Null is as good as left out, but for a field that is unset by default, as in a merge patch (RFC 7396).
    """
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(shape):
        given = body.get(field.name)
        is_patched = field.default is msgspec.UNSET and field.name in body
        if given is not None or (is_patched and type(None) in get_args(field.type)):
            values[field.name] = _converted(given, field, checks)
        elif field.required or is_patched:
            checks.fault(f"/{field.name}", FieldCode.REQUIRED, **_choices(field))
            values[field.name] = _empty(field)
    known = {field.name for field in msgspec.structs.fields(shape)}
    for name in islice((name for name in body if name not in known), MOST_UNKNOWN):
        checks.fault(f"/{_pointer(name)}", FieldCode.UNKNOWN_FIELD)
    return shape(**values)


def unless_unset(value: T | msgspec.UnsetType) -> T | None:
    """Return the value of a field, or None for one that was left out."""
    return None if isinstance(value, msgspec.UnsetType) else value


def idempotency_key(headers: Mapping[str, str]) -> str:
    """Return the `Idempotency-Key` header: 1 to 255 printable ASCII characters.

    Raises `idempotency-key-missing` or `idempotency-key-invalid`.
    """
    key = headers.get(HEADER, "").strip()
    if not key:
        raise Refused(Problem.IDEMPOTENCY_KEY_MISSING)
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise Refused(Problem.IDEMPOTENCY_KEY_INVALID, facts={"limit": LONGEST_KEY})
    return key


def _converted(given: object, field: msgspec.structs.FieldInfo, checks: FieldChecks) -> object:
    try:
        return msgspec.convert(given, field.type)
    except msgspec.ValidationError:
        choices = _choices(field)
        is_other = bool(choices) and isinstance(given, str)
        checks.fault(f"/{field.name}", FieldCode.NOT_ONE_OF if is_other else FieldCode.WRONG_TYPE, **choices)
        return _empty(field)


def _choices(field: msgspec.structs.FieldInfo) -> Facts:
    """Return the fact of a field that has a closed list of values."""
    return {"choices": ", ".join(get_args(field.type))} if get_origin(field.type) is Literal else {}


def _empty(field: msgspec.structs.FieldInfo) -> object:
    return [] if getattr(field.type, "__origin__", None) is list else ""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("repeated key")
    return members


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _pointer(name: str) -> str:
    return name[:100].replace("~", "~0").replace("/", "~1")
