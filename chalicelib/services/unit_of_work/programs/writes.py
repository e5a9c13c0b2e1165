"""Writes of a commit that concern programs."""

from chalicelib.domain.programs.program import AccountPrograms, Program
from chalicelib.domain.value_classes import value_class


@value_class
class SavePrograms:
    """Write the programs of an account, if still at the version that was read (0: if there are none)."""

    programs: AccountPrograms


@value_class
class BindClient:
    """Bind the program's client, if it is bound to no other program than `before`, which has ended."""

    program: Program
    before: str = ""


@value_class
class UnbindClient:
    """End what the program's client may do, unless it is bound to another program meanwhile."""

    program: Program


@value_class
class RequireProgram:
    """Write nothing; the commit fails if the program was revoked since it was read."""

    program: Program


ProgramWrite = SavePrograms | BindClient | UnbindClient | RequireProgram
