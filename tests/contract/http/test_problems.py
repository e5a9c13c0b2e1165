"""A problem's type leads to its page; each refusal names the fields it is about, and what is accepted there."""

from typing import Any

import httpx
import pytest

from tests.contract.cast import PARTNER, REVIEWER, Cast
from tests.contract.conventions import faults, problem_of, refused
from tests.contract.local_run import Json, Run
from tests.contract.steps import REQUESTS, form, new_key, pending, submit

REASONS = ["already_have_account", "wrong_domain", "wrong_person", "not_needed", "suspicious", "other"]


@pytest.mark.parametrize(
    ("path", "by"),
    [
        ("/v1/nowhere", None),
        ("/v1/accounts", None),
        ("/v1/accounts/unknown", PARTNER),
        ("/v1/accounts?limit=0", PARTNER),
        ("/v1/reviews", PARTNER),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_type_leads_to_the_page_of_the_problem(run: Run, path: str, by: str | None, language: str) -> None:
    problem = problem_of(run.call("GET", path, by, headers={"Accept-Language": language}))
    assert problem["type"].startswith(run.stack.urls["app"])
    page = httpx.get(problem["type"], headers={"Accept": "text/html", "Accept-Language": language}, trust_env=False)
    assert page.status_code == 200
    assert f"<h1>{problem['title']}</h1>" in page.text.replace("&#39;", "'")


def the_error(problem: Json) -> Json:
    (error,) = problem["errors"]
    found: Json = error
    return found


@pytest.mark.parametrize(
    ("slug", "changed", "pointer", "allowed"),
    [
        ("holding-account-not-allowed", {"account_type": "holding"}, "/account_type", ["customer"]),
        ("validation-failed", {"account_type": "club"}, "/account_type", ["customer"]),
        ("validation-failed", {"customer_language": "de"}, "/customer_language", ["en", "fr"]),
        ("requester-cannot-approve", {"customer_emails": [PARTNER]}, "/customer_emails/0", None),
    ],
)
def test_submission_names_field_and_allowed_values(
    run: Run, slug: str, changed: dict[str, Any], pointer: str, allowed: object
) -> None:
    body = form("allowed-values.example", **changed)
    for path, headers in ((f"{REQUESTS}?dry_run=true", {}), (REQUESTS, new_key())):
        error = the_error(refused(run, 422, slug, "POST", path, by=PARTNER, json=body, headers=headers))
        assert (error["pointer"], error.get("allowed_values")) == (pointer, allowed)


def test_holding_account_and_own_address_are_told_with_all_other_faults(run: Run) -> None:
    body = form("com", PARTNER, "nobody", account_name="", account_type="holding", order_reference="x" * 65, colour=1)
    problem = refused(run, 422, "validation-failed", "POST", f"{REQUESTS}?dry_run=true", by=PARTNER, json=body)
    assert faults(problem) == {
        ("/account_name", "too-short"),
        ("/account_type", "holding-account-not-allowed"),
        ("/colour", "unknown-field"),
        ("/customer_emails/0", "requester-cannot-approve"),
        ("/customer_emails/1", "address-malformed"),
        ("/domain_identifier", "domain-is-public-suffix"),
        ("/order_reference", "too-long"),
    }
    limits = {error["pointer"]: error.get("limit") for error in problem["errors"]}
    assert (limits["/account_name"], limits["/order_reference"]) == (2, 64)


def test_taken_identifier_is_a_fault_of_its_field(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    submit(run, by, domain)
    taken = [(by, domain, "request-already-pending"), (PARTNER, "acme.example", "account-exists")]
    for who, identifier, slug in taken:
        body = form(identifier)
        error = the_error(refused(run, 409, slug, "POST", f"{REQUESTS}?dry_run=true", by=who, json=body))
        assert (error["pointer"], error["code"]) == ("/domain_identifier", slug)


@pytest.fixture(scope="module")
def approver(run: Run, cast: Cast) -> tuple[str, str, str]:
    """A requester, a domain, and a link that none of the refused answers changes."""
    by, domain = cast.requester(), cast.domain()
    return by, domain, pending(run, by, domain)[1]


@pytest.mark.parametrize(
    ("action", "body", "slug", "expected"),
    [
        ("approve", {}, "authority-not-confirmed", {"/authority_confirmed": [True]}),
        ("decline", {}, "reason-required", {"/reason_code": REASONS}),
        ("decline", {"reason_code": "other"}, "reason-required", {"/reason": None}),
        ("decline", {"reason": "a\u202ex"}, "validation-failed", {"/reason_code": REASONS, "/reason": None}),
        ("decline", {"reason_code": "no"}, "validation-failed", {"/reason_code": REASONS}),
        ("forward", {"email": "x@elsewhere.example"}, "confirm-outside-domain", {"/outside_domain_confirmed": [True]}),
        ("forward", {"email": "it@{domain}"}, "forward-to-self", {"/email": None}),
        ("forward", {"email": "{by}"}, "forward-to-requester", {"/email": None}),
        (
            "forward",
            {"email": "no", "language": "de", "message": "www.x.example"},
            "validation-failed",
            {"/email": None, "/language": ["en", "fr"], "/message": None},
        ),
    ],
)
def test_approver_is_told_the_field(
    run: Run, approver: tuple[str, str, str], action: str, body: Json, slug: str, expected: dict[str, object]
) -> None:
    by, domain, token = approver
    sent = {name: value.format(domain=domain, by=by) for name, value in body.items()}
    problem = refused(run, 422, slug, "POST", f"/v1/approvals/{token}/{action}", json=sent)
    assert {error["pointer"]: error.get("allowed_values") for error in problem["errors"]} == expected


def test_requester_is_told_every_faulty_field_of_a_reassignment(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    path = f"{REQUESTS}/{submit(run, by, domain)['request_id']}/reassign"
    body = {"email": "no", "language": "de", "colour": 1}
    problem = refused(run, 422, "validation-failed", "POST", path, by=by, json=body)
    assert faults(problem) == {
        ("/nomination_id", "required"),
        ("/email", "address-malformed"),
        ("/language", "not-one-of"),
        ("/colour", "unknown-field"),
    }
    other = {"nomination_id": "1", "email": "x@elsewhere.example"}
    error = the_error(refused(run, 422, "reassign-outside-domain", "POST", path, by=by, json=other))
    assert error["pointer"] == "/email"


def test_reviewer_is_told_what_may_be_decided_and_that_a_reason_is_missing(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    path = f"{REQUESTS}/{submit(run, by, domain, f'{domain}@gmail.com')['request_id']}/review"
    for body in ({}, {"decision": "maybe"}, {"decision": 7}):
        error = the_error(refused(run, 422, "validation-failed", "POST", path, by=REVIEWER, json=body))
        assert (error["pointer"], error["allowed_values"]) == ("/decision", ["accept", "decline"])
    declined = {"decision": "decline"}
    assert the_error(refused(run, 422, "reason-required", "POST", path, by=REVIEWER, json=declined))["pointer"] == (
        "/reason"
    )


@pytest.mark.parametrize(
    ("status", "slug", "query", "parameter"),
    [
        (422, "domain-is-public-suffix", "/v1/domains/check?domain=com", "domain"),
        (400, "invalid-cursor", f"{REQUESTS}?cursor=rubbish", "cursor"),
        (400, "invalid-parameter", "/v1/accounts?limit=0", "limit"),
        (400, "invalid-parameter", "/v1/accounts?colour=1", "colour"),
    ],
)
def test_refusal_of_a_query_names_its_parameter(run: Run, status: int, slug: str, query: str, parameter: str) -> None:
    assert refused(run, status, slug, "GET", query, by=PARTNER)["parameter"] == parameter


def test_faults_of_texts_are_told_with_those_of_the_shape(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    request, token = pending(run, by, domain)
    account = f"/v1/accounts/{request['account']['account_id']}"
    bad_role = {"email": "no", "role": "owner"}
    cases: list[tuple[str, str, str | None, Json, set[str]]] = [
        ("POST", f"/v1/approvals/{token}/forward", None, {"email": "no", "language": "de"}, {"/email", "/language"}),
        ("POST", f"/v1/approvals/{token}/decline", None, {"reason_code": "no", "reason": "x" * 1_001}, set()),
        ("POST", f"{REQUESTS}/{request['request_id']}/withdraw", by, {"reason": "x" * 1_001}, {"/reason"}),
        ("POST", f"{account}/roles", by, bad_role, {"/email", "/role"}),
        ("POST", f"{account}/access-requests", by, {"scope": "all", "role": "owner"}, {"/scope", "/role"}),
        ("POST", f"{account}/virtual-accounts", by, {"search_visibility": "none"}, {"/name", "/search_visibility"}),
        ("PATCH", account, by, {"account_name": "x"}, {"/account_name"}),
    ]
    for method, path, who, body, pointers in cases:
        problem = refused(run, 422, "validation-failed", method, path, by=who, json={**body, "colour": 1})
        expected = pointers or {f"/{name}" for name in body}
        assert {pointer for pointer, _ in faults(problem)} == {*expected, "/colour"}, path
