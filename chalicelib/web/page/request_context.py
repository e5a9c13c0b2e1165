"""The context of a page request: signed-in person, language, and protection against cross-site requests."""

import hmac
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, replace
from functools import cached_property
from math import ceil
from typing import Any
from urllib.parse import urlencode, urlsplit

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.urls import Urls
from chalicelib.services.access.lists import waiting_for
from chalicelib.services.sign_in.return_paths import validate_return_path
from chalicelib.services.sign_in.sessions import Session
from chalicelib.services.unit_of_work.rehearsal import rehearsed
from chalicelib.web.api.operations import LONGEST_VARIABLE
from chalicelib.web.api.request_context import RequestContext, with_language
from chalicelib.web.page.cookies import cookies_named
from chalicelib.web.page.forms import Form
from chalicelib.web.page.sessions import FORM_TOKEN, form_token, proof_in, session_from_cookie, session_in

# Every page has this query parameter; the cookie stores its last value.
LANGUAGE = LANGUAGE_COOKIE = "lang"
LONGEST_QUERY = 2048
OWN_SITE = ("same-origin", "none")
_YEAR = 365 * 24 * 60 * 60


@value_class
class PageContext(RequestContext):
    """Passed to the handler of every page. `form` is what was sent, or what is given back."""

    form: Form | None = None

    def changed(self, **changes: Any) -> "PageContext":
        """Return the context with these fields; what was loaded stays loaded."""
        own = {one.name for one in fields(self)}
        context = replace(self, **changes)
        vars(context).update({name: value for name, value in vars(self).items() if name not in own})
        return context

    def rehearsing(self, form: Form) -> "PageContext":
        """Return a context in which the form is shown again and nothing is carried out."""
        return self.changed(form=form, container=replace(self.container, ports=rehearsed(self.container.ports)))

    @cached_property
    def session(self) -> Session:
        """The browser's session; pages accept no bearer token. Raises `unauthenticated`."""
        return session_from_cookie(self.container, self.request)

    @property
    def _bearer(self) -> Person:
        return self.person

    @cached_property
    def person(self) -> Person:
        """The person of the session. Raises `unauthenticated`."""
        return with_language(self.session.person, self.language_for(None))

    @property
    def minutes_left(self) -> int | None:
        """How long the session of a reader lasts, rounded up."""
        if self.reader is None:
            return None
        left = self.session.ends_at - self.container.sessions.clock.now()
        return ceil(left.total_seconds() / 60)

    @property
    def is_signed_in(self) -> bool:
        """Whether the browser has a valid session. Raises `busy`."""
        try:
            return bool(self.person)
        except Refused as refused:
            if refused.problem is not Problem.UNAUTHENTICATED:
                raise
            return False

    def look_for_reader(self) -> None:
        """Load whoever is signed in, so that a public page keeps their menu; a busy database leaves it out."""
        with suppress(Refused):
            _ = self.person

    @property
    def reader(self) -> Person | None:
        """The signed-in person if already loaded; pages without a guard load none."""
        return self.__dict__.get("person")

    @cached_property
    def waiting_count(self) -> int | None:
        """How many access requests wait for the reader; None if their grants were not loaded for this page.

        Also None if the database is busy: the page must not fail because of a number in the menu.
        """
        if "grants" not in self.__dict__:
            return None
        try:
            return waiting_for(self.container.ports, self.caller)
        except Refused:
            return None

    def id_in(self, parameter: str) -> str:
        """Return the id in a query parameter; empty for a text that is too long to be one."""
        given = self.parameters.get(parameter, "")
        return given if len(given) <= LONGEST_VARIABLE else ""

    def has_role_pages(self, *, may_read: bool) -> bool:
        """Whether the reader may open the pages that need a role; assumed where it is not known and not to be read."""
        if self.reader is None:
            return False
        if not may_read and "grants" not in self.__dict__:
            return True
        try:
            return bool(self.caller.gate_grant())
        except Refused as refused:
            return refused.problem is not Problem.ROLE_REQUIRED

    @cached_property
    def form_token(self) -> str:
        """The token in the forms of this session."""
        return form_token(self.request)

    @property
    def brand(self) -> Brand:
        """Who runs the service."""
        return self.container.settings.brand

    @property
    def urls(self) -> Urls:
        """Links between pages, without scheme and host."""
        return self.container.urls.within_site

    @property
    def chosen_language(self) -> str | None:
        """The supported language in `?lang=`, if any."""
        return _known(self.parameters.get(LANGUAGE))

    def language_for(self, reader_language: str | None) -> str:
        """Return the first known of: `?lang=`, the cookie, the reader's stored language, the browser's language."""
        remembered = _known(next(iter(cookies_named(self.request, LANGUAGE_COOKIE)), None))
        stored = reader_language or (self.reader.language if self.reader else None)
        return self.chosen_language or remembered or _known(stored) or self.language

    @property
    def language_cookie(self) -> str:
        """The `Set-Cookie` value that stores the chosen language for this site."""
        site = urlsplit(self.container.urls.site)
        secure = "; Secure" if site.scheme == "https" else ""
        path = site.path or "/"
        attributes = f"Path={path}; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"
        return f"{LANGUAGE_COOKIE}={self.chosen_language}; {attributes}"

    def refuse_cross_site(self) -> None:
        """Raise `cross-site` if the request headers say that the form comes from another site.

        Requests without these headers pass: they are not from a browser, so no session can be abused.
        """
        headers = self.request.headers
        site = urlsplit(self.container.urls.site)
        own = f"{site.scheme}://{site.netloc}"
        if headers.get("origin", own) != own or headers.get("sec-fetch-site", OWN_SITE[0]) not in OWN_SITE:
            raise Refused(Problem.CROSS_SITE)

    def refuse_foreign_form(self, form: Form) -> None:
        """Raise `cross-site` for a form without this session's token, or without headers that tell its origin.

        Raises `unauthenticated` for a form of an earlier session of the same person, which has ended.
        """
        token = form.get(FORM_TOKEN, "")
        if self.tells_origin and hmac.compare_digest(proof_in(token), proof_in(self.form_token)):
            return
        sessions = self.container.sessions
        earlier = self.container.kept_forms.session_of(session_in(token), self.person) if self.tells_origin else None
        is_ended = earlier is not None and earlier.ends_at <= sessions.clock.now()
        raise Refused(Problem.UNAUTHENTICATED if is_ended else Problem.CROSS_SITE)

    @property
    def tells_origin(self) -> bool:
        """Whether a browser says from which site the form comes; `refuse_cross_site` judges what it says."""
        headers = self.request.headers
        return "origin" in headers or "sec-fetch-site" in headers

    @property
    def carried_parameters(self) -> Mapping[str, str]:
        """Query parameters that a link to this page repeats; empty if they are too long to come from this site."""
        length = sum(len(name) + len(value) for name, value in self.parameters.items())
        return self.parameters if length <= LONGEST_QUERY else {}

    def address_within_site(self, path: str, further: Mapping[str, str]) -> str:
        """Return path and query of this request for `return_to`; empty if a sign-in may not return there.

        `further` are added to the query. Unknown query parameters are dropped if it would be too long otherwise.
        """
        for query in ({**(self.request.query_params or {}), **further}, {**self.parameters, **further}):
            try:
                return validate_return_path(f"{path}?{urlencode(query)}" if query else path)
            except (Refused, UnicodeError):
                continue
        return ""


def _known(language: str | None) -> str | None:
    return language if language in LANGUAGES else None
