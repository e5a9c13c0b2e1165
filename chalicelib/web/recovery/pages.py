"""Pages of recoveries: the list with the form that asks for one, one recovery, and the policy."""

from collections.abc import Callable

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.validation import FieldChecks
from chalicelib.services.recovery.asking import (
    ask_for_recovery,
    own_recoveries,
    recoveries_under_way,
    withdraw_recovery,
)
from chalicelib.services.recovery.reviewing import Review, approve_recovery, decline_recovery
from chalicelib.services.recovery.stored import is_candidate, seen_recovery
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.ids import read_id
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form, at_field
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.recovery.serializers import actions_of

pages = Pages(__name__)
LIST = "/recoveries"
ONE = "/recoveries/{recovery_id}"


@pages.page(Page("GET", "/help/recovery", "recovery_policy_page", Guard.PUBLIC))
def show_policy(context: PageContext) -> PageResponse:
    """The rules of recovery, for everybody."""
    context.look_for_reader()
    return PageResponse("recovery_policy")


@pages.page(Page("GET", LIST, "recoveries_page", Guard.SIGNED_IN, ("cursor",), ("account_id", "side")))
def show_list(context: PageContext) -> PageResponse:
    """List the reader's own recoveries, or as a reviewer those under way, with the form that asks for one."""
    ports, listing = context.container.ports, Listing(context)
    start, now = listing.start(), ports.clock.now()
    as_reviewer = context.person.is_reviewer and context.parameters.get("side") != "candidate"
    with collect_unreadable() as unreadable:
        if as_reviewer:
            page = recoveries_under_way(ports, listing.size, start)
        else:
            page = own_recoveries(ports, context.caller, listing.size, start)
    values = {
        "is_list": True,
        "as_reviewer": as_reviewer,
        "recoveries": [(one, one.status_at(now)) for one in page.items],
        "next_cursor": listing.cursor(page.next_start),
        "typed": context.parameters.get("account_id", ""),
    }
    return PageResponse("recoveries", values, unreadable=unreadable.entries)


@pages.page(Page("POST", LIST, "ask_for_recovery_form", Guard.SIGNED_IN, ("account_id", "side")))
def ask(context: PageContext, form: Form) -> HandlerResult:
    """Ask for the recovery of the account."""
    checks = FieldChecks()
    account_id = checks.read("/account_id", read_id, form.get("account_id", "").strip())
    try:
        checks.done()
        recovery = ask_for_recovery(context.container.ports, context.caller, account_id)
    except Refused as refused:
        # Without the list, so that every refusal costs the same reads.
        values = {"typed": form.get("account_id", ""), "is_list": False, "recoveries": (), "next_cursor": ""}
        return PageResponse("recoveries", values, refused=refused)
    return redirect(context.urls.recovery(recovery.recovery_id, "asked"))


# The page has all buttons, so a GET of their URLs shows it.
@pages.page(Page("GET", ONE + "/approve", "approve_recovery_page", Guard.SIGNED_IN))
@pages.page(Page("GET", ONE + "/decline", "decline_recovery_page", Guard.SIGNED_IN))
@pages.page(Page("GET", ONE + "/withdraw", "withdraw_recovery_page", Guard.SIGNED_IN))
@pages.page(Page("GET", ONE, "recovery_page", Guard.SIGNED_IN, ("done",)))
def show(context: PageContext, recovery_id: str) -> PageResponse:
    """Show one recovery, and what the reader may do with it."""
    return _recovery(context, recovery_id, {})


@pages.page(Page("POST", ONE + "/withdraw", "withdraw_recovery_form", Guard.SIGNED_IN))
def withdraw(context: PageContext, recovery_id: str, form: Form) -> HandlerResult:
    """Withdraw it as its candidate."""
    ports = context.container.ports
    return _acted(
        context, recovery_id, form, "withdrawn", lambda: withdraw_recovery(ports, context.caller, recovery_id)
    )


@pages.page(Page("POST", ONE + "/approve", "approve_recovery_form", Guard.REVIEWER))
def approve(context: PageContext, recovery_id: str, form: Form) -> HandlerResult:
    """Approve it as a reviewer."""
    return _decided(context, recovery_id, form, "approved", approve_recovery)


@pages.page(Page("POST", ONE + "/decline", "decline_recovery_form", Guard.REVIEWER))
def decline(context: PageContext, recovery_id: str, form: Form) -> HandlerResult:
    """Decline it as a reviewer."""
    return _decided(context, recovery_id, form, "declined", decline_recovery)


def _decided(context: PageContext, recovery_id: str, form: Form, done: str, decide: Review) -> HandlerResult:
    ports, reason = context.container.ports, form.get("reason", "")
    return _acted(context, recovery_id, form, done, lambda: decide(ports, context.caller, recovery_id, reason))


def _acted(context: PageContext, recovery_id: str, form: Form, done: str, act: Callable[[], Recovery]) -> HandlerResult:
    """Act and show the recovery again, with the refusal if there is one."""
    try:
        act()
    except Refused as refused:
        if refused.problem is Problem.RECOVERY_UNKNOWN:
            raise
        field = "/reason" if refused.problem is Problem.REASON_REQUIRED else None
        return _recovery(context, recovery_id, form, at_field(refused, field))
    return redirect(context.urls.recovery(recovery_id, done))


def _recovery(context: PageContext, recovery_id: str, form: Form, refused: Refused | None = None) -> PageResponse:
    ports = context.container.ports
    recovery, now = seen_recovery(ports, context.caller, recovery_id), ports.clock.now()
    own = is_candidate(context.caller, recovery)
    values = {
        "recovery": recovery,
        "status": recovery.status_at(now),
        "actions": actions_of(recovery, context.caller, now),
        "is_candidate": own,
        "reads_reasons": context.person.is_reviewer and not own,
        "form": form,
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("recovery", values, refused=refused)
