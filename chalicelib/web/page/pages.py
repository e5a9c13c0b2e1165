"""Binds a handler to a page: origin of a form, guard, form, page or refusal, in this one order for all pages.

Each page is also an entry of the table from which the house tests are made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

from chalice.app import Blueprint, Request, Response

from chalicelib.bootstrap import container
from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.pages.templates import render_page
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.texts import field_text
from chalicelib.web.api.operations import log_fault, path_variables, raw_body, request_id_of
from chalicelib.web.api.problems import headers_of, text_of
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import FORM, Form, read_form
from chalicelib.web.page.request_context import LANGUAGE, PageContext

# No inline code and no other site, so a text that slips through unescaped still does nothing.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


@dataclass(frozen=True)
class Page:
    """A row of the table of pages, with the parameters that it takes; `question` are those that choose a list.

    Whatever else stands in a query is passed over, since mail programs append to links what they please.
    """

    method: str
    path: str
    name: str
    guard: Guard
    parameters: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()

    def context(self, request: Request) -> PageContext:
        """One call of it."""
        known = (*self.filters, *self.parameters, LANGUAGE)
        return PageContext(request, container(), request_id_of(request), known, self.filters)


@dataclass(frozen=True)
class PageResponse:
    """A page to be shown: its template and what it speaks of.

    `refused` is what stands in the summary of a form, or is the page itself; it gives the status.
    `reader_language` is the stored language of whoever this page is for. `may_be_gone_back_to` lets the
    browser keep the answer to a form: without it, going back asks whether to send the form again.
    `status` is for the few pages where a refusal has another one than it has elsewhere. `unreadable` is how many
    entries the page leaves out because they could not be read; the page says so.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    reader_language: str | None = None
    refused: Refused | None = None
    browser_may_store: bool = False
    status: HTTPStatus | None = None
    unreadable: int = 0

    @property
    def http_status(self) -> HTTPStatus:
        """With which status it is shown."""
        return self.status or (PROBLEMS[self.refused.problem].status if self.refused else HTTPStatus.OK)


HandlerResult = PageResponse | Response
Handler = Callable[..., HandlerResult]


class Pages(Blueprint):
    """A Chalice blueprint that keeps the table of its pages."""

    def __init__(self, import_name: str) -> None:
        super().__init__(import_name)
        self.pages: list[Page] = []

    def page(self, page: Page) -> Callable[[Handler], Handler]:
        """Registers the handler; a GET answers HEAD too, a POST takes a form and nothing else."""

        def register(handler: Handler) -> Handler:
            def view(**path: str) -> Response:
                return self._answer(page, handler, path)

            methods = ["GET", "HEAD"] if page.method == "GET" else [page.method]
            accepted = {} if page.method == "GET" else {"content_types": [FORM]}
            self.route(page.path, methods=methods, name=page.name, **accepted)(view)
            self.pages.append(page)
            return handler

        return register

    def _answer(self, page: Page, handler: Handler, path: Mapping[str, str]) -> Response:
        context = page.context(self.current_request)
        try:
            parts = path_variables(path)
            answer = handler(context, **parts, **_let_in(context, page))
            return page_response(context, answer) if isinstance(answer, PageResponse) else answer
        except Refused as refused:
            if refused.problem is Problem.UNAUTHENTICATED and page.guard is not Guard.PUBLIC:
                return _to_sign_in(context, page, parts)
            return refusal(context, refused)
        except Exception as error:
            log_fault(page.name, error)
            return refusal(context, Refused(Problem.INTERNAL_ERROR))


def _let_in(context: PageContext, page: Page) -> dict[str, Form]:
    """Passes the guard and gives out the form, if the page takes one. Raises what keeps the caller out."""
    if page.method == "GET":
        context.pass_guard(page.guard)
        return {}
    context.refuse_cross_site()
    context.pass_guard(page.guard)
    form = read_form(raw_body(context.request))
    if page.guard is not Guard.PUBLIC:
        context.refuse_foreign_form(form)
    return {"form": form}


def _to_sign_in(context: PageContext, page: Page, parts: Mapping[str, str]) -> Response:
    """Signing in, and back to here. A form is not carried along: its page says that the session has ended."""
    return_to = context.address_within_site(page.path, parts)
    if page.method == "GET":
        return redirect(context.urls.sign_in(return_to))
    shown = PageResponse("session_ended", {"return_to": return_to}, refused=Refused(Problem.UNAUTHENTICATED))
    return page_response(context, shown)


def redirect(url: str) -> Response:
    """Leads the browser to a page after a form has done its work, so that a reload sends nothing again."""
    return Response("", {"Location": url}, HTTPStatus.SEE_OTHER)


def refusal(context: PageContext, refused: Refused) -> Response:
    """The page of a refusal that no other page has words for."""
    return page_response(context, PageResponse("problem", refused=refused))


def page_response(context: PageContext, shown: PageResponse) -> Response:
    """The page, in the language of whoever reads it."""
    language = context.language_for(shown.reader_language)
    values = {
        "links_to_languages": _links_to_languages(context),
        "reader": context.reader,
        "form_token": context.form_token if context.reader else "",
        "here": shown.template,
        "waiting_count": context.waiting_count if shown.http_status < HTTPStatus.INTERNAL_SERVER_ERROR else None,
        "request_id": context.request_id,
        "unreadable": shown.unreadable,
        **_words(shown.refused, language),
        **shown.values,
    }
    body = render_page(shown.template, context.brand, language, values)
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language,
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        **(headers_of(shown.refused) if shown.refused else {}),
        **({"Cache-Control": "private, no-cache"} if shown.browser_may_store else {}),
        **({"Set-Cookie": context.language_cookie} if context.chosen_language else {}),
    }
    return Response(body, headers, shown.http_status)


def _words(refused: Refused | None, language: str) -> Mapping[str, object]:
    """What is wrong, field by field, and as a whole."""
    if refused is None:
        return {"problem": None, "errors": {}, "facts": {}}
    errors = {one.pointer.lstrip("/"): field_text(one.code, one.facts, language) for one in refused.errors}
    words = text_of(refused, language)
    return {"problem": words, "slug": refused.problem.value, "errors": errors, "facts": refused.facts}


def _links_to_languages(context: PageContext) -> Callable[[str], str]:
    """The page's own address in another language; every form's address shows a page to a GET too."""
    return lambda language: "?" + urlencode({**context.carried_parameters, LANGUAGE: language})
