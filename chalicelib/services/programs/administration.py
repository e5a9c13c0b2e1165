"""Invite programs, revoke them and list them, as an administrator of the account."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.administration import refuse_unless_active
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.programs import changes
from chalicelib.domain.programs.changes import InvitationForm, Invited, ProgramChange, read_invitation
from chalicelib.domain.programs.program import AccountPrograms, Program, ProgramStatus
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.audit import written
from chalicelib.services.accounts.read import known_account
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.programs.writes import SavePrograms, UnbindClient
from chalicelib.services.unit_of_work.writes import Write


@value_class
class ProgramsFile:
    """An account with its programs, and when each was used last, by its id."""

    account: SmartAccount
    programs: AccountPrograms
    uses: Mapping[str, datetime]


@value_class
class NewProgram:
    """A program that was just invited, with the code that nobody can be shown again."""

    program: Program
    code: str


def programs_file(ports: Ports, caller: Caller, account_id: str) -> ProgramsFile:
    """Return the account's programs to an administrator, in three reads.

    Raises `account-unknown` or `administrator-required`.
    """
    account = _administered(ports, caller, account_id)
    found = ports.store.account_programs(account_id)
    return ProgramsFile(account, found, ports.store.program_uses(found.programs))


def invite_program(
    ports: Ports, caller: Caller, account_id: str, form: InvitationForm, checks: FieldChecks | None = None
) -> NewProgram:
    """Invite a program.

    Raises `account-unknown`, `administrator-required`, `action-not-allowed`, `validation-failed`, `too-many-programs`.
    """
    program_id, code = ports.ids.new_id(), f"{account_id}.{ports.ids.new_id()}{ports.ids.new_id()}"

    def attempt(caller: Caller) -> tuple[NewProgram, Sequence[Write]]:
        account, now = _administered(ports, caller, account_id), ports.clock.now()
        refuse_unless_active(account, now)
        wanted = read_invitation(form, checks or FieldChecks())
        made = Invited(account.account_name, caller.person, program_id, code)
        change = changes.invited(ports.store.account_programs(account_id), wanted, made, now)
        planned = change_writes(ports, account, change, now)
        return NewProgram(change.program, code), (*planned, *_required(caller, account_id))

    return run_transaction_for(ports, caller, attempt)


def revoke_program(ports: Ports, caller: Caller, account_id: str, program_id: str) -> Program:
    """Revoke an invitation or a program, which ends what it may do at once.

    Raises `account-unknown`, `administrator-required`, `program-unknown`, `action-not-allowed`.
    """

    def attempt(caller: Caller) -> tuple[Program, Sequence[Write]]:
        account, now = _administered(ports, caller, account_id), ports.clock.now()
        programs = ports.store.account_programs(account_id)
        program = program_among(programs, program_id)
        ports.terms.refuse_unless_seen(program.revision)
        change = changes.revoked(programs, program, caller.person, now)
        unbound = (UnbindClient(program),) if program.status_at(now) is ProgramStatus.ACTIVE else ()
        planned = change_writes(ports, account, change, now)
        return change.program, (*planned, *unbound, *_required(caller, account_id))

    return run_transaction_for(ports, caller, attempt)


def program_among(programs: AccountPrograms, program_id: str) -> Program:
    """Return the program with this id. Raises `program-unknown`."""
    program = programs.program(program_id)
    if program is None:
        raise Refused(Problem.PROGRAM_UNKNOWN)
    return program


def change_writes(ports: Ports, account: SmartAccount, change: ProgramChange, now: datetime) -> Sequence[Write]:
    """Return the writes of a change: the programs, and the account with its event."""
    _, planned = written(ports, change.event, account, account, now)
    return (SavePrograms(change.programs), *planned)


def _administered(ports: Ports, caller: Caller, account_id: str) -> SmartAccount:
    account = known_account(ports, caller.person, account_id)
    caller.rights_on(account_id).refuse_unless_administrator()
    return account


def _required(caller: Caller, account_id: str) -> Sequence[Write]:
    return tuple(require(caller.rights_on(account_id).deciding_grants()))
