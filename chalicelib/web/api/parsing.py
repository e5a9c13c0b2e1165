"""Reads what callers send: strict JSON of bounded size into the API's shapes, idempotency keys."""

import json
from collections.abc import Mapping
from itertools import islice
from typing import Literal, TypeVar, get_args, get_origin

import msgspec

from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.domain.validation import FieldChecks

LARGEST_BODY = 64 * 1024
LONGEST_KEY = 255
# More would help nobody to mend the body, and each is a text of the answer.
MOST_UNKNOWN = 20

ESCAPE = b"\\u"

S = TypeVar("S", bound=msgspec.Struct)


def read_json(raw: bytes) -> Mapping[str, object]:
    """The body's object. Raises `body-too-large` or `malformed-body`; an empty body is an empty object."""
    refuse_too_large(raw)
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
        if ESCAPE in raw:
            # A lone surrogate passes the parser and fails wherever the text is written: refuse it here.
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refused(Problem.MALFORMED_BODY) from None
    if not isinstance(body, dict):
        raise Refused(Problem.MALFORMED_BODY)
    return body


def refuse_too_large(raw: bytes) -> None:
    """Raises `body-too-large`."""
    if len(raw) > LARGEST_BODY:
        raise Refused(Problem.BODY_TOO_LARGE, facts={"limit": LARGEST_BODY})


def read_shape(body: Mapping[str, object], shape: type[S]) -> S:
    """The body in its shape. Raises `validation-failed` with every missing and ill-typed field.

    Of unknown ones the first `MOST_UNKNOWN` are named.
    """
    checks = FieldChecks()
    read = shaped(body, shape, checks)
    checks.done()
    return read


def shaped(body: Mapping[str, object], shape: type[S], checks: FieldChecks) -> S:
    """The body in its shape as far as it goes: faults are left in `checks`, faulty fields are empty."""
    values: dict[str, object] = {}
    for one in msgspec.structs.fields(shape):
        given = body.get(one.name)
        if given is not None:
            values[one.name] = _converted(given, one, checks)
        elif one.required:
            checks.fault(f"/{one.name}", FieldCode.REQUIRED)
            values[one.name] = _empty(one)
    known = {one.name for one in msgspec.structs.fields(shape)}
    for name in islice((name for name in body if name not in known), MOST_UNKNOWN):
        checks.fault(f"/{_pointer(name)}", FieldCode.UNKNOWN_FIELD)
    return shape(**values)


def idempotency_key(headers: Mapping[str, str]) -> str:
    """The `Idempotency-Key`, 1 to 255 visible ASCII characters. Raises its two problems."""
    key = headers.get("idempotency-key", "").strip()
    if not key:
        raise Refused(Problem.IDEMPOTENCY_KEY_MISSING)
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise Refused(Problem.IDEMPOTENCY_KEY_INVALID, facts={"limit": LONGEST_KEY})
    return key


def _converted(given: object, one: msgspec.structs.FieldInfo, checks: FieldChecks) -> object:
    try:
        return msgspec.convert(given, one.type)
    except msgspec.ValidationError:
        if get_origin(one.type) is Literal and isinstance(given, str):
            checks.fault(f"/{one.name}", FieldCode.NOT_ONE_OF, choices=", ".join(get_args(one.type)))
        else:
            checks.fault(f"/{one.name}", FieldCode.WRONG_TYPE)
        return _empty(one)


def _empty(one: msgspec.structs.FieldInfo) -> object:
    return [] if getattr(one.type, "__origin__", None) is list else ""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _pointer(name: str) -> str:
    return name[:100].replace("~", "~0").replace("/", "~1")
