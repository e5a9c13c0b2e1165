"""Collects the faults of all fields of one input, so that a person mends them at one go."""

from collections.abc import Callable
from typing import TypeVar, cast

from chalicelib.domain.errors import FieldCode, FieldError, Invalid, Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress

T = TypeVar("T")


class FieldChecks:
    """Reads fields one by one, remembers what is wrong, and refuses once at the end."""

    def __init__(self, errors: tuple[FieldError, ...] = ()) -> None:
        self._errors = {error.pointer: error for error in errors}

    def read(self, pointer: str, parse: Callable[[str], T], text: str) -> T:
        """The parsed value, to be used only after `done()`: until then a faulty field reads as None."""
        try:
            return parse(text)
        except Invalid as fault:
            self.fault(pointer, fault.code, **fault.facts)
            return cast(T, None)

    def fault(self, pointer: str, code: FieldCode | Problem, **facts: str | int) -> None:
        """Remembers a fault; of several faults of one field the first counts."""
        self._errors.setdefault(pointer, FieldError(pointer, code, facts))

    @property
    def found(self) -> tuple[FieldError, ...]:
        """The faults so far, in the order of reading."""
        return tuple(self._errors.values())

    def done(self) -> None:
        """Raises `Refused` with `validation-failed` and every fault, if there was any."""
        if self._errors:
            raise Refused(Problem.VALIDATION_FAILED, errors=self.found)


def read_one(pointer: str, parse: Callable[[str], T], text: str) -> T:
    """A single field's value; raises `Refused` with `validation-failed`."""
    checks = FieldChecks()
    value = checks.read(pointer, parse, text)
    checks.done()
    return value


def address(pointer: str, text: str) -> MailAddress:
    """A mail address from one field; raises `Refused` with `validation-failed`."""
    return read_one(pointer, MailAddress.parse, text)
