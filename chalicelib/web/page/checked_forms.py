"""Forms that ask once more: what they would do is shown on a check page before it is carried out.

A form comes to its check page by a rehearsal, so what would be refused is refused before.
"""

from collections.abc import Callable, Mapping

from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.rehearsal import is_rehearsed, rehearsed, would_commit
from chalicelib.web.page.forms import Form
from chalicelib.web.page.kept_forms import fields_to_show, typed
from chalicelib.web.page.pages import PageResponse
from chalicelib.web.page.request_context import PageContext

# The hidden field of a check page, and the name of its button that leads back to the form.
CHECKED = "checked"
CHANGE = "change"


def ports_for(context: PageContext, form: Form, asks_once_more: Callable[[], bool]) -> Ports:
    """Return the ports that carry out the form, or ports that commit nothing if it has not been checked yet.

    `asks_once_more` may read the database, and is called only for a form that comes for the first time.
    """
    ports = context.container.ports
    return rehearsed(ports) if CHECKED not in form and not is_rehearsed(ports) and asks_once_more() else ports


def is_for_check_page(context: PageContext, form: Form, ports: Ports) -> bool:
    """Whether the form would be carried out, and its check page is what shows it."""
    return would_commit(ports) and (CHECKED in form or ports is not context.container.ports)


def check_page(template: str, form: Form, values: Mapping[str, object]) -> PageResponse:
    """Return the check page, which carries what was typed. Choosing another language shows it again."""
    carried = {**{name: value for name, value in typed(form).items() if name != CHANGE}, CHECKED: "true"}
    shown = {"carried": carried, "change": CHANGE, "typed_fields": fields_to_show(carried), **values}
    return PageResponse(template, shown, browser_may_store=True)
