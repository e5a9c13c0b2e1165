"""`/recovery-objections/{token}` in a browser: one form, without signing in. The link is the only credential."""

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.recovery import objecting
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
PATH = "/recovery-objections/{token}"


@pages.page(Page("GET", PATH, "objection_page", Guard.PUBLIC, ("done",)))
def show(context: PageContext, token: str) -> PageResponse:
    """Show who is to become an administrator, and the form. Changes nothing: scanners open links."""
    return _shown(context, token)


@pages.page(Page("POST", PATH, "objection_form", Guard.PUBLIC))
def object_to(context: PageContext, token: str, form: Form) -> HandlerResult:
    """Object to the recovery."""
    del form
    try:
        objecting.object_to_recovery(context.container.ports, token)
    except Refused as refused:
        if refused.problem is not Problem.ACTION_NOT_ALLOWED:
            raise
        return _shown(context, token, refused)
    return redirect(context.urls.objection(token, "objected"))


def _shown(context: PageContext, token: str, refused: Refused | None = None) -> PageResponse:
    ports = context.container.ports
    recovery = objecting.look(ports, token)
    values = {
        "token": token,
        "recovery": recovery,
        "status": recovery.status_at(ports.clock.now()),
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("objection", values, refused=refused)
