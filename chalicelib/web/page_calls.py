"""One call of a page: in which language its reader wants it, and whether a form was sent from this site.

A page that asks for a role gets its person from `person`, as the API does; who signs people in replaces that.
"""

from urllib.parse import urlsplit

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.fields import LANGUAGES
from chalicelib.rendering.letter import House
from chalicelib.rendering.urls import Urls
from chalicelib.web.calls import Call
from chalicelib.web.cookies import cookies_named

LANGUAGE_COOKIE = "lang"
OWN_SITE = ("same-origin", "none")
_YEAR = 365 * 24 * 60 * 60


class PageCall(Call):
    """What a page's handler is given."""

    @property
    def house(self) -> House:
        """Whose pages these are."""
        settings = self.container.settings
        return House(settings.brand_name, settings.support_address, self.container.urls)

    @property
    def urls(self) -> Urls:
        """Links from one page to another, which hold under any host."""
        return self.container.urls.within_site

    @property
    def chosen_language(self) -> str | None:
        """The language that this very call asks for by `?lang=`."""
        return _known(self.parameters.get("lang"))

    def language_for(self, reader_language: str | None) -> str:
        """Chosen now, chosen before, the reader's own as it is stored, or what the browser asks for."""
        before = _known(next(iter(cookies_named(self.request, LANGUAGE_COOKIE)), None))
        return self.chosen_language or before or _known(reader_language) or self.language

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


def _known(language: str | None) -> str | None:
    return language if language in LANGUAGES else None
