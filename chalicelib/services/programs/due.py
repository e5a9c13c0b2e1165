"""What the schedule does of programs: tell the administrators of an account that one ends soon."""

from collections.abc import Sequence

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.programs.changes import ends_soon
from chalicelib.domain.programs.program import Program
from chalicelib.services.accounts.audit import mails_of
from chalicelib.services.programs.administration import change_writes
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.outbox import Outbox
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.setting_aside import process_due_rows
from chalicelib.services.unit_of_work.writes import Write

# Of one run of the schedule: accounts, each with one of its programs.
BATCH = 25


def process_due_programs(ports: Ports, outbox: Outbox) -> None:
    """Tell of the programs that end soon, oldest first. Never raises; errors do not stop the others."""
    process_due_rows(
        ports,
        outbox,
        "a program that ends soon",
        lambda: ports.store.due_programs(ports.clock.now(), BATCH),
        lambda programs: tell_of_program(ports, programs.account_id),
    )


def tell_of_program(ports: Ports, account_id: str) -> Program | None:
    """Mail the administrators of an account that one of its programs ends soon; None if none does."""

    def attempt() -> tuple[Program | None, Sequence[Write]]:
        now = ports.clock.now()
        change = ends_soon(ports.store.account_programs(account_id), now)
        if change is None:
            return None, ()
        account = ports.store.account(account_id)
        if account is None:
            raise Refused(Problem.ACCOUNT_UNKNOWN)
        planned = change_writes(ports, account, change, now)
        facts = {"program_label": change.program.label, "ends_at": change.program.ends_at.isoformat()}
        mail = MailDraft(MailKind.PROGRAM_ENDS_SOON, Audience.ADMINISTRATORS, DEFAULT_LANGUAGE, facts=facts)
        return change.program, (*planned, *mails_of(planned, [mail]))

    return run_transaction(ports, attempt)
