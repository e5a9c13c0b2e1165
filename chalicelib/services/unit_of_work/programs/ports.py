"""What use cases of programs need: the programs of an account, and the program of a client."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.programs.client import ClientIdentity
from chalicelib.domain.programs.program import AccountPrograms, Program, ProgramUse
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.unreadable import DueRow


@value_class
class BoundProgram:
    """The program of a client as it was bound, and when it was used last."""

    program: Program
    used_at: datetime | None


class ProgramStore(Protocol):
    """The part of the database with programs. Reads are strongly consistent unless stated otherwise."""

    def account_programs(self, account_id: str) -> AccountPrograms:
        """Return all programs of an account, in one read. Raises `record-unreadable`."""
        ...

    def program_of(self, client: ClientIdentity) -> BoundProgram | None:
        """Return the program that the client is bound to, in one read. Raises `record-unreadable`."""
        ...

    def program_uses(self, programs: Sequence[Program]) -> Mapping[str, datetime]:
        """Return when each of the programs was used last, by its id, in one read; none for those that were not."""
        ...

    def save_program_use(self, program: Program, use: ProgramUse) -> None:
        """Keep when a program was used."""
        ...

    def due_programs(self, now: datetime, limit: int) -> Sequence[DueRow[AccountPrograms]]:
        """Return what is due, oldest first, in two reads. Eventually consistent."""
        ...
