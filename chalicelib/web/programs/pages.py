"""The page of an account's programs: invite one, be shown its code once, revoke."""

from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Refused
from chalicelib.domain.programs.changes import MOST_DAYS, InvitationForm
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.programs.program import Program
from chalicelib.services.programs.administration import NewProgram, invite_program, programs_file, revoke_program
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
PROGRAMS = "/accounts/{account_id}/programs"
REVOKE = PROGRAMS + "/{program_id}/revoke"
# In how many days a program ends, as the form offers it.
LENGTHS = (30, 90, 180, MOST_DAYS)


# The page has the buttons, so a GET of their URLs shows it.
@pages.page(Page("GET", REVOKE, "revoke_program_page", Guard.ROLE))
@pages.page(Page("GET", PROGRAMS, "programs_page", Guard.ROLE, ("done",)))
def show(context: PageContext, account_id: str, program_id: str = "") -> PageResponse:
    """List the programs with the form that invites one."""
    del program_id
    return _programs(context, account_id, {})


@pages.page(Page("POST", PROGRAMS, "invite_program_form", Guard.ROLE))
def invite(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Invite a program and show its code, which no other page has: so nothing leads on from here."""
    days = form.get("valid_days", "")
    scopes = [scope.value for scope in ProgramScope if form.get(f"scopes/{scope.value}")]
    typed = InvitationForm(
        form.get("label", ""), scopes, form.get("team_email", ""), int(days) if days in map(str, LENGTHS) else 0
    )
    try:
        invited = invite_program(context.container.ports, context.caller, account_id, typed)
    except Refused as refused:
        return _programs(context, account_id, form, refused)
    return _programs(context, account_id, {}, invited=invited)


@pages.page(Page("POST", REVOKE, "revoke_program_form", Guard.ROLE))
def revoke(context: PageContext, account_id: str, program_id: str, form: Form) -> HandlerResult:
    """Revoke an invitation or a program."""
    del form
    try:
        revoke_program(context.container.ports, context.caller, account_id, program_id)
    except Refused as refused:
        return _programs(context, account_id, {}, refused)
    return redirect(context.urls.programs(account_id, "revoked"))


def _programs(
    context: PageContext,
    account_id: str,
    form: Form,
    refused: Refused | None = None,
    invited: NewProgram | None = None,
) -> PageResponse:
    ports = context.container.ports
    with collect_unreadable() as unreadable:
        file, now = programs_file(ports, context.caller, account_id), ports.clock.now()
    is_new = refused is None and invited is None
    values = {
        "account": file.account,
        "rows": [_row(one, file.uses.get(one.program_id), now) for one in file.programs.programs],
        "scopes": tuple(ProgramScope),
        "lengths": LENGTHS,
        "form": form,
        "invited": invited,
        "done": context.parameters.get("done", "") if is_new else "",
    }
    return PageResponse("programs", values, refused=refused, unreadable=unreadable.entries)


def _row(program: Program, used_at: datetime | None, now: datetime) -> dict[str, Any]:
    return {
        "program": program,
        "status": program.status_at(now),
        "is_live": program.is_live_at(now),
        "ends_at": program.ends_at if program.bound_at else program.code_ends_at,
        "used_at": used_at,
    }
