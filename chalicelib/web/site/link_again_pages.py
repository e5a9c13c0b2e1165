"""`/link-again`: a way to one's link that does not come from a mail. The answer is the same whatever is typed."""

from chalicelib.domain.errors import Refused
from chalicelib.services.requests.link_again import mail_link_again
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@pages.page(Page("GET", "/link-again", "link_again_page", Guard.PUBLIC, ("done",)))
def show(context: PageContext) -> PageResponse:
    """Show the form, or that a mail is on its way if what was typed is right."""
    context.look_for_reader()
    return PageResponse("link_again", {"form": {}, "done": context.parameters.get("done", "")})


@pages.page(Page("POST", "/link-again", "link_again_form", Guard.PUBLIC))
def send(context: PageContext, form: Form) -> HandlerResult:
    """Mail the link once more, if there is one."""
    ports = context.container.ports
    try:
        mail_link_again(ports, form.get("reference", ""), form.get("email", ""))
    except Refused as refused:
        return PageResponse("link_again", {"form": form, "done": ""}, refused=refused)
    return redirect(context.urls.link_again("sent"))
