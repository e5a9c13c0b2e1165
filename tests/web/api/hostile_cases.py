"""Every text that a caller can send: its place in a call, and an ordinary value."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec

from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.inquiries import inquire
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import APIS, PAGES
from tests.web.browser_without_script import FORM, Site, site_over
from tests.web.events import call_function
from tests.web.page.filled_forms import EVERYBODY, WELL_FILLED, administered_account, recovery_of, token_of
from tests.world import World, person, world

Sent = Mapping[str, Any]
OPERATIONS = [operation for api in APIS for operation in api.operations]
FORMS = [page for pages in PAGES for page in pages.pages if page.method == "POST" and page.guard is not Guard.PUBLIC]
JSON = {"content-type": "application/json", "authorization": "Bearer any", "idempotency-key": "a-key"}
# Values of ordinary bodies; every other field holds a word.
ORDINARY: Mapping[str, Any] = {
    "account_name": "University of Example",
    "domain_identifier": "univ.example",
    "customer_emails": ["it@univ.example"],
    "proposed_viewers": ["viewer@univ.example"],
    "proposed_users": ["user@univ.example"],
    "granted_access": ["1"],
    "virtual_account_ids": ["a-part"],
    "email": "it@univ.example",
    "customer_language": "en",
    "language": "en",
    "decision": "decline",
    "reason": "We were never asked.",
    # An unknown code, so that nothing is decided; all other fields are checked anyway.
    "reason_code": "unknown",
    "scope": "virtual_accounts",
    "role": "virtual_account_user",
    "search_visibility": "restricted",
    "account_type": "customer",
    "url": "https://127.0.0.1/",
    "kinds": ["approved"],
    "active": True,
}
ORDINARY_QUERIES: Mapping[str, str] = {"q": "university", "domain": "univ.example"}
PAGE_QUERIES = (
    ("/accounts", "q"),
    ("/accounts", "cursor"),
    ("/directory", "cursor"),
    ("/requests", "cursor"),
    ("/requests/new", "account_name"),
    ("/requests/new", "from_request"),
    ("/help", "lang"),
    ("/help", "unknown"),
)
# `content-type` is read by Chalice before the app runs.
HEADERS = ("accept", "accept-language", "authorization", "cookie", "origin", "idempotency-key", "x-unknown")


class AcceptsAnyToken:
    """Verifier that accepts every token; claims are read by one set of rules."""

    rules = "any"

    def revalidated(self, one: Person, _: str) -> Person:
        """The same person."""
        return one

    def verify(self, _: str) -> Person:
        """Return the person who may do everything."""
        return EVERYBODY


@dataclass(frozen=True)
class Case:
    """A call with a variable text that `insert` puts in place; `by_browser` marks a page's call with a session."""

    name: str
    method: str
    path: str
    insert: Callable[[str], Sent]
    plain: str
    by_browser: bool = False


def body_of(operation: Operation) -> dict[str, Any]:
    """Return an ordinary body; fields that are not texts are left out."""
    fields = msgspec.structs.fields(operation.body) if operation.body else ()
    return {field.name: ORDINARY.get(field.name, "plain") for field in fields if field.type is not bool}


def in_body(body: Mapping[str, Any], name: str, text: str) -> Sent:
    value = [text] if isinstance(body[name], list) else text
    return {"body": json.dumps({**body, name: value}, ensure_ascii=False), "headers": JSON}


def in_query(name: str, body: str, text: str) -> Sent:
    return {"query": {name: text}, "body": body, "headers": JSON}


def in_path(name: str, body: str, text: str) -> Sent:
    return {"parts": {name: text}, "body": body, "headers": JSON}


def in_form(form: Mapping[str, str], name: str, text: str) -> Sent:
    """Build an unescaped form: escaped it would exceed the largest body that is read."""
    written = "&".join(f"{field}={value}" for field, value in {**form, name: text}.items())
    return {"body": written, "headers": {"content-type": FORM}}


def in_header(name: str, body: str, text: str) -> Sent:
    return {"body": body, "headers": {**JSON, name: text}}


def operation_cases() -> Iterator[Case]:
    for operation in OPERATIONS:
        body = body_of(operation)
        whole = json.dumps(body) if operation.body else ""
        for name, value in body.items():
            plain = value[0] if isinstance(value, list) else value
            yield Case(
                f"{operation.name} /{name}", operation.method, operation.path, partial(in_body, body, name), plain
            )
        for name in re.findall(r"{(\w+)}", operation.path):
            insert = partial(in_path, name, whole)
            yield Case(f"{operation.name} {{{name}}}", operation.method, operation.path, insert, "plain")
        for parameter in operation.parameters:
            name, (value, *_) = parameter.name, parameter.values or ("plain",)
            insert = partial(in_query, name, whole)
            yield Case(
                f"{operation.name} ?{name}", operation.method, operation.path, insert, ORDINARY_QUERIES.get(name, value)
            )


def page_cases() -> Iterator[Case]:
    for page in FORMS:
        _, form = WELL_FILLED[page.name]
        for name, plain in {**form, "unknown": "plain"}.items():
            yield Case(f"{page.name} {name}", "POST", page.path, partial(in_form, form, name), plain, by_browser=True)
    for path, name in PAGE_QUERIES:
        yield Case(f"{path} ?{name}", "GET", path, partial(in_query, name, ""), "plain", by_browser=True)


def header_cases() -> Iterator[Case]:
    for operation in OPERATIONS:
        if operation.name in ("submit_request", "decline_approval", "search_accounts"):
            body = json.dumps(body_of(operation)) if operation.body else ""
            for name in HEADERS:
                yield Case(
                    f"{operation.name} {name}:",
                    operation.method,
                    operation.path,
                    partial(in_header, name, body),
                    "plain",
                )
    for name in HEADERS:
        yield Case(f"/help {name}:", "GET", "/help", partial(in_header, name, ""), "plain")


@dataclass(frozen=True)
class Callers:
    """The app over a world in which everything that a path can name exists."""

    site: Site
    form_token: str
    ids: Mapping[str, str]
    in_review: str

    def call(self, case: Case, text: str) -> dict[str, Any]:
        """Return the response to the case with this text."""
        sent = case.insert(text)
        headers, body = {**sent["headers"]}, sent.get("body", "")
        if case.by_browser:
            headers |= {name.lower(): value for name, value in self.site.headers.items()}
            headers.pop("authorization", "")
        if case.by_browser and case.method == "POST":
            body = f"{body}&form_token={self.form_token}"
        ids = {**self.ids, "request_id": self.in_review} if "/review" in case.path else self.ids
        path_parameters = {
            name: value for name, value in {**ids, **sent.get("parts", {})}.items() if f"{{{name}}}" in case.path
        }
        return call_function(case.method, case.path, path_parameters, sent.get("query", {}), headers, body)


@contextmanager
def callers() -> Iterator[Callers]:
    """Yield the callers of one world."""
    with world() as fresh:
        verifier: Any = AcceptsAnyToken()
        with_verifier = replace(fresh, container=replace(fresh.container, verifier=verifier))
        with site_over(with_verifier) as site:
            yield _callers(with_verifier, site)


def _callers(world: World, site: Site) -> Callers:
    signed_in = site.signed_in(EVERYBODY)
    own_request = world.submit(domain_identifier="own.example", customer_emails=("it@own.example",))
    decided = world.submit(domain_identifier="decided.example", customer_emails=("it@decided.example",))
    rival = person("rival@rival.example")
    reviewed = world.submit(by=rival, domain_identifier="third.example", customer_emails=("it@else.example",))
    ids = {**administered_account(world), "request_id": own_request.request_id, "token": world.token(decided)}
    ids["domain_proof_id"] = ask_for_proof(world.ports, Caller(EVERYBODY, ()), "own.example").proof_id
    ids["recovery_id"] = recovery_of(world, EVERYBODY)
    ids["inquiry_id"] = inquire(world.ports, EVERYBODY, InquiryForm("far.example")).inquiry_id
    return Callers(signed_in, token_of(signed_in)["form_token"], ids, reviewed.request_id)


CASES = [*operation_cases(), *page_cases(), *header_cases()]
