"""Every text that a caller can send: where it stands in a call, and what a plain one is."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec

from chalicelib.domain.identity.person import Person
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import APIS, PAGES
from tests.web.browser_without_script import FORM, Site, site_over
from tests.web.events import called
from tests.web.page.filled_forms import EVERYBODY, WELL_FILLED, account_run, token_of
from tests.world import World, person, world

Sent = Mapping[str, Any]
OPERATIONS = [one for api in APIS for one in api.operations]
FORMS = [one for pages in PAGES for one in pages.pages if one.method == "POST" and one.guard is not Guard.PUBLIC]
JSON = {"content-type": "application/json", "authorization": "Bearer any", "idempotency-key": "a-key"}
# What plain bodies hold; any other field, a word.
PLAIN: Mapping[str, Any] = {
    "account_name": "University of Example",
    "domain_identifier": "univ.example",
    "customer_emails": ["it@univ.example"],
    "virtual_account_ids": ["a-part"],
    "email": "it@univ.example",
    "customer_language": "en",
    "language": "en",
    "decision": "decline",
    "reason": "We were never asked.",
    # None of ours, so that nothing is decided: whatever else is wrong is read all the same.
    "reason_code": "unknown",
    "scope": "virtual_accounts",
    "role": "virtual_account_user",
    "search_visibility": "restricted",
    "account_type": "customer",
}
PLAIN_QUERIES: Mapping[str, str] = {"q": "university", "domain": "univ.example"}
ON_PAGES = (
    ("/accounts", "q"),
    ("/accounts", "cursor"),
    ("/directory", "cursor"),
    ("/requests", "cursor"),
    ("/requests/new", "account_name"),
    ("/requests/new", "from_request"),
    ("/help", "lang"),
    ("/help", "unknown"),
)
# `content-type` is Chalice's to read, before the app is asked.
HEADERS = ("accept", "accept-language", "authorization", "cookie", "origin", "idempotency-key", "x-unknown")


class AnyToken:
    """The keys of the sign-in provider vouch for whoever comes; claims are read by one set of rules."""

    rules = "any"

    def revalidated(self, one: Person, _: str) -> Person:
        """The same person."""
        return one

    def verify(self, _: str) -> Person:
        """Who speaks."""
        return EVERYBODY


@dataclass(frozen=True)
class Case:
    """A call with a text in it, and where `put` puts that; a page's call is a browser's with a session."""

    name: str
    method: str
    path: str
    put: Callable[[str], Sent]
    plain: str
    by_browser: bool = False


def body_of(operation: Operation) -> dict[str, Any]:
    """A plain body, as far as its fields are texts."""
    fields = msgspec.structs.fields(operation.body) if operation.body else ()
    return {one.name: PLAIN.get(one.name, "plain") for one in fields if one.type is not bool}


def in_body(body: Mapping[str, Any], name: str, text: str) -> Sent:
    value = [text] if isinstance(body[name], list) else text
    return {"body": json.dumps({**body, name: value}, ensure_ascii=False), "headers": JSON}


def in_query(name: str, body: str, text: str) -> Sent:
    return {"query": {name: text}, "body": body, "headers": JSON}


def in_path(name: str, body: str, text: str) -> Sent:
    return {"parts": {name: text}, "body": body, "headers": JSON}


def in_form(form: Mapping[str, str], name: str, text: str) -> Sent:
    """Unescaped, or the body would be larger than any that is read."""
    written = "&".join(f"{field}={value}" for field, value in {**form, name: text}.items())
    return {"body": written, "headers": {"content-type": FORM}}


def in_header(name: str, body: str, text: str) -> Sent:
    return {"body": body, "headers": {**JSON, name: text}}


def of_operations() -> Iterator[Case]:
    for one in OPERATIONS:
        body = body_of(one)
        whole = json.dumps(body) if one.body else ""
        for name, value in body.items():
            plain = value[0] if isinstance(value, list) else value
            yield Case(f"{one.name} /{name}", one.method, one.path, partial(in_body, body, name), plain)
        for name in re.findall(r"{(\w+)}", one.path):
            put = partial(in_path, name, whole)
            yield Case(f"{one.name} {{{name}}}", one.method, one.path, put, "plain")
        for parameter in one.parameters:
            name, (value, *_) = parameter.name, parameter.values or ("plain",)
            put = partial(in_query, name, whole)
            yield Case(f"{one.name} ?{name}", one.method, one.path, put, PLAIN_QUERIES.get(name, value))


def of_pages() -> Iterator[Case]:
    for one in FORMS:
        _, form = WELL_FILLED[one.name]
        for name, plain in {**form, "unknown": "plain"}.items():
            yield Case(f"{one.name} {name}", "POST", one.path, partial(in_form, form, name), plain, by_browser=True)
    for path, name in ON_PAGES:
        yield Case(f"{path} ?{name}", "GET", path, partial(in_query, name, ""), "plain", by_browser=True)


def of_headers() -> Iterator[Case]:
    for one in OPERATIONS:
        if one.name in ("submit_request", "decline_approval", "search_accounts"):
            put_into = json.dumps(body_of(one)) if one.body else ""
            for name in HEADERS:
                yield Case(f"{one.name} {name}:", one.method, one.path, partial(in_header, name, put_into), "plain")
    for name in HEADERS:
        yield Case(f"/help {name}:", "GET", "/help", partial(in_header, name, ""), "plain")


@dataclass(frozen=True)
class Callers:
    """The app over a world where all that a path may name is there."""

    site: Site
    form_token: str
    ids: Mapping[str, str]
    in_review: str

    def call(self, case: Case, text: str) -> dict[str, Any]:
        """The answer to the case with this text."""
        sent = case.put(text)
        headers, body = {**sent["headers"]}, sent.get("body", "")
        if case.by_browser:
            headers |= {name.lower(): value for name, value in self.site.headers.items()}
            headers.pop("authorization", "")
        if case.by_browser and case.method == "POST":
            body = f"{body}&form_token={self.form_token}"
        ids = {**self.ids, "request_id": self.in_review} if "/review" in case.path else self.ids
        parts = {name: value for name, value in {**ids, **sent.get("parts", {})}.items() if f"{{{name}}}" in case.path}
        return called(case.method, case.path, parts, sent.get("query", {}), headers, body)


@contextmanager
def callers() -> Iterator[Callers]:
    """One world for all of them."""
    with world() as fresh:
        verifier: Any = AnyToken()
        one = replace(fresh, container=replace(fresh.container, verifier=verifier))
        with site_over(one) as site:
            yield _callers(one, site)


def _callers(one: World, site: Site) -> Callers:
    signed_in = site.signed_in(EVERYBODY)
    own = one.submit(domain_identifier="own.example", customer_emails=("it@own.example",))
    decided = one.submit(domain_identifier="decided.example", customer_emails=("it@decided.example",))
    rival = person("rival@rival.example")
    reviewed = one.submit(by=rival, domain_identifier="third.example", customer_emails=("it@else.example",))
    ids = {**account_run(one), "request_id": own.request_id, "token": one.token(decided)}
    return Callers(signed_in, token_of(signed_in)["form_token"], ids, reviewed.request_id)


CASES = [*of_operations(), *of_pages(), *of_headers()]
