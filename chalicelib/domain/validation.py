"""Collect the errors of all fields of one input, so that people can correct them all at once."""

from collections.abc import Callable
from typing import TypeVar, cast

from chalicelib.domain.errors import FieldCode, FieldError, Invalid, Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress

T = TypeVar("T")


class FieldChecks:
    """Parses fields one by one, collects their errors, and raises once at the end."""

    def __init__(self, errors: tuple[FieldError, ...] = ()) -> None:
        self._errors = {error.pointer: error for error in errors}

    def read(self, pointer: str, parse: Callable[[str], T], text: str) -> T:
        """Return the parsed value. Use it only after `done()`: an invalid field gives None, whatever the type says."""
        try:
            return parse(text)
        except Invalid as error:
            self.fault(pointer, error.code, **error.facts)
            return cast(T, None)

    def fault(self, pointer: str, code: FieldCode | Problem, **facts: str | int) -> None:
        """Add an error; only the first error of a field is kept."""
        self._errors.setdefault(pointer, FieldError(pointer, code, facts))

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """The errors so far, in the order of reading."""
        return tuple(self._errors.values())

    def done(self, *alone: Problem) -> None:
        """Raise `validation-failed` with all errors, if there are any.

        Where all of them are one of the problems `alone`, that problem is raised with them.
        """
        codes = {error.code for error in self.errors}
        if codes:
            problem = next((one for one in alone if codes == {one}), Problem.VALIDATION_FAILED)
            raise Refused(problem, errors=self.errors)


def read_one(pointer: str, parse: Callable[[str], T], text: str) -> T:
    """Parse a single field. Raises `validation-failed`."""
    checks = FieldChecks()
    value = checks.read(pointer, parse, text)
    checks.done()
    return value


def address(pointer: str, text: str) -> MailAddress:
    """Parse a mail address. Raises `validation-failed`."""
    return read_one(pointer, MailAddress.parse, text)
