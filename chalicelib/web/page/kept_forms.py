"""What was typed is not lost: a form is shown again in another language, or given back after the session has ended."""

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote

from chalicelib.domain.errors import Refused
from chalicelib.services.sign_in.kept_form import KeptForm
from chalicelib.web.api.operations import raw_body
from chalicelib.web.page.forms import KEPT, ONLY_SHOW, Form, read_form
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.page.sessions import FORM_TOKEN, session_in

_HIDDEN = (FORM_TOKEN, ONLY_SHOW, KEPT)


def typed(form: Form | None) -> Form:
    """Return the fields of a form without those that belong to the page that it was on."""
    return {name: value for name, value in (form or {}).items() if name not in _HIDDEN}


def page_values(context: PageContext) -> Mapping[str, object]:
    """Return what every page needs to send again what was typed, and of a form that is given back."""
    return {
        "typed_fields": fields_to_show(_answered(context)),
        "only_show": ONLY_SHOW,
        "kept": context.parameters.get(KEPT, "") if context.form is not None else "",
    }


def fields_to_show(form: Form) -> Form:
    """Return the fields by which a form is shown again; the prefix keeps them apart from the fields of the page."""
    return {f"{ONLY_SHOW}.{name}": value for name, value in form.items()}


def _answered(context: PageContext) -> Form:
    """Return what was typed into the form that this is the answer to."""
    return typed(context.form) if context.request.method == "POST" else {}


def filled_path(path: str, variables: Mapping[str, str]) -> str:
    """Return the path of a page with its variables."""
    return path.format(**{name: quote(value, safe="") for name, value in variables.items()})


def keep(context: PageContext, path: str, variables: Mapping[str, str]) -> str:
    """Keep the form that was sent without an open session; return the digest of its own session.

    Empty if the form is not kept: it is of no session, or cannot be read, or the database is busy.
    """
    with suppress(Refused):
        form = read_form(raw_body(context.request))
        digest = session_in(form.get(FORM_TOKEN, ""))
        kept = KeptForm(filled_path(path, variables), typed(form))
        if context.tells_origin and context.container.kept_forms.keep(digest, kept):
            return digest
    return ""


def given_back(context: PageContext, path: str, variables: Mapping[str, str]) -> Form | None:
    """Return the form that is kept for the reader at this path, if the request asks for one. Raises `busy`."""
    digest = context.parameters.get(KEPT)
    if not digest:
        return None
    found = context.container.kept_forms.find(digest, filled_path(path, variables), context.person)
    return found.fields if found else None


def after_sending(context: PageContext, path: str, variables: Mapping[str, str]) -> PageContext:
    """Return the context in which a form is carried out or shown again. One that was given back is kept no longer."""
    form = context.form or {}
    if KEPT in form and context.reader:
        with suppress(Refused):
            context.container.kept_forms.drop(form[KEPT], filled_path(path, variables), context.reader)
    if ONLY_SHOW not in form:
        return context
    return context.rehearsing({name.removeprefix(f"{ONLY_SHOW}."): value for name, value in form.items()})
