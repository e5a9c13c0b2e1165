"""Bind a client to the program that it was invited as. Every wrong answer is the same one."""

from collections.abc import Sequence

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.programs.changes import confirmed, invitation_of
from chalicelib.domain.programs.client import ClientIdentity
from chalicelib.domain.programs.program import Program, ProgramStatus
from chalicelib.services.programs.administration import change_writes
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.programs.writes import BindClient
from chalicelib.services.unit_of_work.writes import Write

# Longer than every code.
LONGEST_CODE = 128


def confirm_program(ports: Ports, client: ClientIdentity, code: str) -> Program:
    """Bind the client, by the code of an open invitation. The same client may repeat it.

    Raises `program-code-unknown`, whether there is no such code, it was used by another client or has expired, or the
    client is bound already.
    """
    account_id, dot, _ = code.partition(".")
    if not dot or not account_id or len(code) > LONGEST_CODE or not code.isascii():
        raise Refused(Problem.PROGRAM_CODE_UNKNOWN)

    def attempt() -> tuple[Program, Sequence[Write]]:
        programs, now = ports.store.account_programs(account_id), ports.clock.now()
        program = invitation_of(programs, code)
        if program is None:
            raise Refused(Problem.PROGRAM_CODE_UNKNOWN)
        if program.is_of(client) and program.status_at(now) is ProgramStatus.ACTIVE:
            return program, ()
        bound = ports.store.program_of(client)
        if bound and bound.program.is_live_at(now):
            raise Refused(Problem.PROGRAM_CODE_UNKNOWN)
        change, account = confirmed(programs, program, client, now), ports.store.account(account_id)
        if account is None:
            raise Refused(Problem.PROGRAM_CODE_UNKNOWN)
        binding = BindClient(change.program, bound.program.program_id if bound else "")
        return change.program, (*change_writes(ports, account, change, now), binding)

    return run_transaction(ports, attempt)
