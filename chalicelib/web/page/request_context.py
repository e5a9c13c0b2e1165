"""One call of a page: who is signed in, in which language its reader wants it, and whether a form is our own."""

import hmac
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import quote, urlencode, urlsplit

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import LANGUAGES
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.urls import Urls
from chalicelib.services.access.lists import waiting_for
from chalicelib.services.sign_in.return_paths import validate_return_path
from chalicelib.web.api.request_context import RequestContext, with_language
from chalicelib.web.page.cookies import cookies_named
from chalicelib.web.page.forms import Form
from chalicelib.web.page.sessions import FORM_TOKEN, form_token, person_from_session

# Every page takes this parameter; the cookie remembers what it said.
LANGUAGE = LANGUAGE_COOKIE = "lang"
LONGEST_QUERY = 2048
OWN_SITE = ("same-origin", "none")
_YEAR = 365 * 24 * 60 * 60


class PageContext(RequestContext):
    """What a page's handler is given."""

    @cached_property
    def person(self) -> Person:
        """Whose session this is: pages take no bearer. Raises `unauthenticated`."""
        return with_language(person_from_session(self.container, self.request), self.language_for(None))

    @property
    def is_signed_in(self) -> bool:
        """Whether this browser has a session. Raises `busy`."""
        try:
            return bool(self.person)
        except Refused as refused:
            if refused.problem is not Problem.UNAUTHENTICATED:
                raise
            return False

    @property
    def reader(self) -> Person | None:
        """Whoever is signed in, where the page has asked; a page for everybody asks nobody."""
        return self.__dict__.get("person")

    @cached_property
    def waiting_count(self) -> int | None:
        """How many requests for access wait for the reader, where their roles were read for this page anyway.

        A number in the menu is worth no page: a database that is busy just now leaves it out.
        """
        if "grants" not in self.__dict__:
            return None
        try:
            return waiting_for(self.container.ports, self.caller)
        except Refused:
            return None

    @cached_property
    def form_token(self) -> str:
        """What this session's forms carry."""
        return form_token(self.request)

    @property
    def brand(self) -> Brand:
        """Whose pages these are."""
        settings = self.container.settings
        return Brand(settings.brand_name, settings.support_address, self.container.urls)

    @property
    def urls(self) -> Urls:
        """Links from one page to another, which hold under any host."""
        return self.container.urls.within_site

    @property
    def chosen_language(self) -> str | None:
        """The language that this very call asks for by `?lang=`."""
        return _known(self.parameters.get(LANGUAGE))

    def language_for(self, reader_language: str | None) -> str:
        """Chosen now, chosen before, the reader's own as it is stored, or what the browser asks for."""
        before = _known(next(iter(cookies_named(self.request, LANGUAGE_COOKIE)), None))
        stored = reader_language or (self.reader.language if self.reader else None)
        return self.chosen_language or before or _known(stored) or self.language

    @property
    def language_cookie(self) -> str:
        """Keeps the chosen language in this browser, for this site alone."""
        site = urlsplit(self.container.urls.site)
        secure = "; Secure" if site.scheme == "https" else ""
        path = site.path or "/"
        attributes = f"Path={path}; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"
        return f"{LANGUAGE_COOKIE}={self.chosen_language}; {attributes}"

    def refuse_cross_site(self) -> None:
        """Raises `cross-site` when the browser says that another site's page sent this form.

        What says nothing passes: it is no browser, so there is nobody's session for it to ride on.
        """
        headers = self.request.headers
        site = urlsplit(self.container.urls.site)
        own = f"{site.scheme}://{site.netloc}"
        if headers.get("origin", own) != own or headers.get("sec-fetch-site", OWN_SITE[0]) not in OWN_SITE:
            raise Refused(Problem.CROSS_SITE)

    def refuse_foreign_form(self, form: Form) -> None:
        """Raises `cross-site` for a form that rides on a session without coming from one of its pages."""
        headers = self.request.headers
        says_where_from = "origin" in headers or "sec-fetch-site" in headers
        own = hmac.compare_digest(form.get(FORM_TOKEN, "").encode(), self.form_token.encode())
        if not (own and says_where_from):
            raise Refused(Problem.CROSS_SITE)

    @property
    def carried_parameters(self) -> Mapping[str, str]:
        """The query's parameters as a link to here repeats them; none where they are longer than any of ours."""
        length = sum(len(name) + len(value) for name, value in self.parameters.items())
        return self.parameters if length <= LONGEST_QUERY else {}

    def address_within_site(self, path: str, parts: Form) -> str:
        """Where this call goes, below the site's own address; empty for what a sign-in may not lead back to.

        What was appended to a link goes along, unless it makes the address too long to be led back to.
        """
        filled = path.format(**{name: quote(part, safe="") for name, part in parts.items()})
        for query in (dict(self.request.query_params or {}), self.parameters):
            try:
                return validate_return_path(f"{filled}?{urlencode(query)}" if query else filled)
            except (Refused, UnicodeError):
                continue
        return ""


def _known(language: str | None) -> str | None:
    return language if language in LANGUAGES else None
