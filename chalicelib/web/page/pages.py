"""Register pages: check the origin of a form and the guard, parse the form, call the handler, render the page.

The table of pages is also the source of the conventions tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from http import HTTPStatus
from urllib.parse import urlencode

from chalice.app import Blueprint, Request, Response

from chalicelib.bootstrap import container
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.pages.templates import render_page
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.texts import field_text
from chalicelib.services.unit_of_work.rehearsal import would_commit
from chalicelib.web.api.operations import log_fault, path_variables, raw_body, request_id_of
from chalicelib.web.api.problems import headers_of, text_of
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page import kept_forms
from chalicelib.web.page.forms import FORM, KEPT, read_form
from chalicelib.web.page.request_context import LANGUAGE, PageContext

# No inline code and no other sites, so that text that was not escaped does no harm.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


@value_class
class Page:
    """A row of the table of pages, with its query parameters; `filters` are those that filter a list.

    Unknown query parameters are ignored, because mail clients append parameters to links.
    """

    method: str
    path: str
    name: str
    guard: Guard
    parameters: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()

    def context(self, request: Request) -> PageContext:
        """Create the context of a request."""
        known = (*self.filters, *self.parameters, KEPT, LANGUAGE)
        return PageContext(request, container(), request_id_of(request), known, self.filters)


@value_class
class PageResponse:
    """A page to render: template and values.

    `refused` is shown in the error summary of a form, or as the page itself, and determines the status.
    `reader_language` is the stored language of the reader. `browser_may_store` lets the browser cache the response
    to a form, so that the back button does not ask to send the form again. `unreadable` is the number
    of entries that the page omits because they could not be read.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    reader_language: str | None = None
    refused: Refused | None = None
    browser_may_store: bool = False
    unreadable: int = 0

    @property
    def http_status(self) -> HTTPStatus:
        """The HTTP status of the page."""
        return PROBLEMS[self.refused.problem].status if self.refused else HTTPStatus.OK


HandlerResult = PageResponse | Response
Handler = Callable[..., HandlerResult]


class Pages(Blueprint):
    """A Chalice blueprint with a table of its pages."""

    def __init__(self, import_name: str) -> None:
        super().__init__(import_name)
        self.pages: list[Page] = []

    def page(self, page: Page) -> Callable[[Handler], Handler]:
        """Register the handler. GET pages answer HEAD too; POST pages accept only forms."""

        def register(handler: Handler) -> Handler:
            def view(**path: str) -> Response:
                return self._respond(page, handler, path)

            methods = ["GET", "HEAD"] if page.method == "GET" else [page.method]
            content_types = [] if page.method == "GET" else [FORM]
            self.route(page.path, methods=methods, name=page.name, content_types=content_types)(view)
            self.pages.append(page)
            if page.method == "POST":
                _FORMS[page.path] = page, handler
            return handler

        return register

    def _respond(self, page: Page, handler: Handler, path: Mapping[str, str]) -> Response:
        context = page.context(self.current_request)
        try:
            variables = path_variables(path)
            try:
                context = _admitted(context, page)
                if page.method == "POST":
                    context = kept_forms.after_sending(context, page.path, variables)
                else:
                    page, handler, context = _with_form_given_back(context, page, handler, variables)
                form = {} if context.form is None else {"form": context.form}
                return _rendered(context, handler(context, **variables, **form))
            except Refused as refused:
                if refused.problem is not Problem.UNAUTHENTICATED or page.guard is Guard.PUBLIC:
                    raise
                return _to_sign_in(context, page, variables)
        except Refused as refused:
            return refusal(context, refused)
        except Exception as error:
            log_fault(page.name, error)
            return refusal(context, Refused(Problem.INTERNAL_ERROR))


# By path: the page that takes its form, and the handler of that page.
_FORMS: dict[str, tuple[Page, Handler]] = {}


def _admitted(context: PageContext, page: Page) -> PageContext:
    """Check the guard, and parse the form if the page takes one. Raises `Refused`."""
    if page.method == "GET":
        context.pass_guard(page.guard)
        return context
    context.refuse_cross_site()
    context.pass_guard(page.guard)
    form = read_form(raw_body(context.request))
    if page.guard is not Guard.PUBLIC:
        context.refuse_foreign_form(form)
    return context.changed(form=form)


def _with_form_given_back(
    context: PageContext, page: Page, handler: Handler, variables: Mapping[str, str]
) -> tuple[Page, Handler, PageContext]:
    """Return what shows the form that was kept for the reader at this path, if there is one; else what was given."""
    form_page, form_handler = _FORMS.get(page.path, (page, handler))
    kept = kept_forms.given_back(context, page.path, variables) if form_page.guard is not Guard.PUBLIC else None
    if kept is None:
        return page, handler, context
    context.pass_guard(form_page.guard)
    return form_page, form_handler, context.rehearsing(kept)


def _rendered(context: PageContext, result: HandlerResult) -> Response:
    """Render a page. A form that was only shown again and would be carried out is no longer refused."""
    if isinstance(result, PageResponse):
        is_fine = would_commit(context.container.ports)
        return page_response(context, replace(result, refused=None) if is_fine else result)
    if context.form is not None and context.chosen_language:
        result.headers["Set-Cookie"] = context.language_cookie
    return result


def _to_sign_in(context: PageContext, page: Page, variables: Mapping[str, str]) -> Response:
    """Redirect to the sign-in, which returns here. The answer to a form says that the session has ended."""
    digest = kept_forms.keep(context, page.path, variables) if page.method == "POST" else context.parameters.get(KEPT)
    kept = {KEPT: digest} if digest else {}
    return_to = context.address_within_site(kept_forms.filled_path(page.path, variables), kept)
    if page.method == "GET" and not digest:
        return redirect(context.urls.sign_in(return_to))
    if digest and context.reader:
        return redirect(context.container.urls.site + return_to)
    values = {"return_to": return_to, "is_kept": bool(digest), "links_to_languages": _links_to_languages(context, kept)}
    return page_response(context, PageResponse("session_ended", values, refused=Refused(Problem.UNAUTHENTICATED)))


def redirect(url: str) -> Response:
    """Redirect with 303 See Other, so that a reload after a form does not send it again."""
    return Response("", {"Location": url}, HTTPStatus.SEE_OTHER)


def refusal(context: PageContext, refused: Refused) -> Response:
    """Return the generic problem page, with the menu of whoever is signed in unless the fault is the server's."""
    if PROBLEMS[refused.problem].status < HTTPStatus.INTERNAL_SERVER_ERROR:
        context.look_for_reader()
    return page_response(context, PageResponse("problem", refused=refused))


def page_response(context: PageContext, page: PageResponse) -> Response:
    """Render the page in the reader's language."""
    language = context.language_for(page.reader_language)
    values = {
        **_values_of_layout(context, page),
        **kept_forms.page_values(context),
        **_problem_values(page.refused, language),
        **page.values,
    }
    body = render_page(page.template, context.brand, language, values)
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language,
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        **(headers_of(page.refused) if page.refused else {}),
        **({"Cache-Control": "private, no-cache"} if page.browser_may_store else {}),
        **({"Set-Cookie": context.language_cookie} if context.chosen_language else {}),
    }
    return Response(body, headers, page.http_status)


def _values_of_layout(context: PageContext, page: PageResponse) -> Mapping[str, object]:
    """Return what the layout shows around the page."""
    is_sound = page.http_status < HTTPStatus.INTERNAL_SERVER_ERROR
    return {
        "links_to_languages": _links_to_languages(context),
        "reader": context.reader,
        "form_token": context.form_token if context.reader else "",
        "here": page.template,
        "waiting_count": context.waiting_count if is_sound else None,
        # After the count, which is left out where the page itself needs no roles.
        "has_role": context.has_role_pages(may_read=is_sound),
        "request_id": context.request_id,
        "unreadable": page.unreadable,
        "minutes_left": context.minutes_left,
    }


def _problem_values(refused: Refused | None, language: str) -> Mapping[str, object]:
    """Return the template values for the problem and its field errors."""
    if refused is None:
        return {"problem": None, "errors": {}, "facts": {}}
    errors = {error.pointer.lstrip("/"): field_text(error.code, error.facts, language) for error in refused.errors}
    problem = text_of(refused, language)
    return {"problem": problem, "slug": refused.problem.value, "errors": errors, "facts": refused.facts}


def _links_to_languages(context: PageContext, further: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """Return a function that links to this page in another language. Every form's URL answers GET too."""
    return lambda language: "?" + urlencode({**context.carried_parameters, **(further or {}), LANGUAGE: language})
