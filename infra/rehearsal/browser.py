"""A browser as far as the rehearsal needs one: cookies, redirects and forms of the deployed stage and the user pool."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import httpx

from infra.demo.scenario import StepFailed

SECONDS = 40.0
MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Form:
    """A form with what is filled in."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects the forms of a page that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Begin a form, or add an input to the one that was begun last."""
        given = {name: text or "" for name, text in attributes}
        if tag == "form":
            self.found.append(Form(given.get("action", "") if given.get("method", "").lower() == "post" else ""))
        elif tag == "input" and self.found and "name" in given:
            is_sent = given.get("type") not in ("checkbox", "radio") or "checked" in given
            self.found[-1].fields.update({given["name"]: given.get("value", "")} if is_sent else {})


@dataclass(frozen=True)
class Page:
    """What a browser shows: the address and the text."""

    url: str
    text: str

    def form(self, ending: str) -> Form:
        """Return the form that is sent to an address with this ending. Raises `StepFailed`."""
        parser = _Forms()
        parser.feed(self.text)
        for form in parser.found:
            if form.action.endswith(ending):
                return form
        raise StepFailed(f"{urlsplit(self.url).path} has no form for {ending}")


class Browser:
    """A browser to which `public`, the stage's address, is known as `served`, as by DNS."""

    def __init__(self, public: str, served: str) -> None:
        self._public, self._served = public, served
        self._cookies: dict[str, dict[str, str]] = {}
        self._http = httpx.Client(timeout=SECONDS, trust_env=False)

    def open(self, url: str) -> Page:
        """Show a page, by its address or its path on the stage. Raises `StepFailed` for a page of an error."""
        return self._shown("GET", url if "://" in url else f"{self._public}{url}", {})

    def send(self, page: Page, ending: str, **typed: str) -> Page:
        """Fill in a form of the page and send it. Raises `StepFailed`."""
        form = page.form(ending)
        return self._shown("POST", urljoin(page.url, form.action), {**form.fields, **typed})

    def _shown(self, method: str, url: str, data: dict[str, str]) -> Page:
        for _ in range(MOST_REDIRECTS):
            response = self._asked(method, url, data)
            if not response.is_redirect:
                break
            method, url, data = "GET", urljoin(url, response.headers["location"]), {}
        if not response.is_success:
            raise StepFailed(f"{urlsplit(url).path} answers {response.status_code}")
        return Page(url, response.text)

    def _asked(self, method: str, url: str, data: dict[str, str]) -> httpx.Response:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        jar = self._cookies.setdefault(origin, {})
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
        if method == "POST":
            headers |= {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        is_own = url.startswith(self._public)
        served = f"{self._served}{url.removeprefix(self._public)}" if is_own else url
        response = self._http.request(method, served, headers=headers, data=data)
        for header in response.headers.get_list("set-cookie"):
            jar.update({name: cookie.value for name, cookie in SimpleCookie(header).items()})
        return response
