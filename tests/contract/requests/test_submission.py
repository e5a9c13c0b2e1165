"""Invalid submissions are rejected with all errors at once, like their dry runs, and write nothing."""

from collections.abc import Iterator

import pytest

from tests.contract.cast import NOBODY, PARTNER, Cast, colleague_of
from tests.contract.conventions import faults, refused
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import REQUESTS, form, new_key, submit

FREE = "free-domain.example"
MALFORMED_ADDRESSES = [
    *["", "it", "it@", "@a.example", "it@localhost", "it@192.0.2.1", "it@[192.0.2.1]", "a@b@a.example"],
    *["It <it@a.example> it", "it@a.example\r\nBcc: x@y.example", "it@a b.example", "it.@a.example"],
    *['"it"@a.example', "it%x@a.example", "l" * 65 + "@a.example"],
]


@pytest.fixture(scope="module")
def holder(cast: Cast) -> str:
    return cast.requester()


@pytest.fixture(scope="module")
def held(run: Run, cast: Cast, holder: str) -> Json:
    """Provide a pending request of the holder."""
    return submit(run, holder, cast.domain())


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written(run: Run, held: Json) -> Iterator[None]:
    """Assert that the tests of this module write nothing."""
    assert held
    with unchanged_table(run):
        yield


def refuse(run: Run, by: str, status: int, slug: str, body: Json) -> Json:
    """Assert that submission and dry run are rejected alike; return the problem."""
    problem = refused(run, status, slug, "POST", REQUESTS, by=by, json=body, headers=new_key())
    dry_run = refused(run, status, slug, "POST", f"{REQUESTS}?dry_run=true", by=by, json=body)
    assert faults(dry_run) == faults(problem)
    return problem


def test_holding_account_answers_422(run: Run, holder: str) -> None:
    refuse(run, holder, 422, "holding-account-not-allowed", form(FREE, account_type="holding"))


@pytest.mark.parametrize("disguise", ["{0}@{1}", "{0}+smart@{1}", "{0}+a+b@{1}", "R0@{1}", "{0}@HOUSE0.example"])
def test_requester_cannot_be_approver(run: Run, holder: str, disguise: str) -> None:
    own = disguise.format(*holder.split("@")).replace("HOUSE0", holder.split("@")[1].split(".", maxsplit=1)[0].upper())
    own = own.replace("R0", holder.split("@", maxsplit=1)[0].upper())
    problem = refuse(run, holder, 422, "requester-cannot-approve", form(FREE, f"it@{FREE}", own))
    assert faults(problem) == {("/customer_emails/1", "requester-cannot-approve")}


@pytest.mark.parametrize("address", ["colleague@{0}", "it@deep.below.{0}"])
def test_colleague_cannot_approve_for_other_organisation(run: Run, holder: str, address: str) -> None:
    colleague = address.format(holder.split("@")[1])
    problem = refuse(run, holder, 422, "requester-cannot-approve", form(FREE, colleague))
    assert faults(problem) == {("/customer_emails/0", "requester-cannot-approve")}


def test_colleague_can_approve_for_own_organisation(run: Run, holder: str) -> None:
    body = form(f"new.{holder.split('@')[1]}", colleague_of(holder))
    assert run.call("POST", f"{REQUESTS}?dry_run=true", holder, json=body).status_code == 200


def test_all_invalid_fields_are_reported(run: Run) -> None:
    body = form(
        "com",
        f"it@{FREE}",
        "not an address",
        f"IT+x@{FREE}",
        account_name="x",
        account_type="partner",
        customer_language="de",
        note_to_reviewer="n" * 1_001,
        note_to_customer="see https://elsewhere.example",
        order_reference="n" * 65,
        colour="blue",
    )
    assert faults(refuse(run, PARTNER, 422, "validation-failed", body)) == {
        ("/account_name", "too-short"),
        ("/account_type", "not-one-of"),
        ("/colour", "unknown-field"),
        ("/customer_emails/1", "address-malformed"),
        ("/customer_emails/2", "address-already-asked"),
        ("/customer_language", "not-one-of"),
        ("/domain_identifier", "domain-is-public-suffix"),
        ("/note_to_customer", "contains-link"),
        ("/note_to_reviewer", "too-long"),
        ("/order_reference", "too-long"),
    }


def test_all_missing_fields_are_reported(run: Run) -> None:
    required = {"/account_name", "/domain_identifier", "/customer_emails"}
    assert faults(refuse(run, PARTNER, 422, "validation-failed", {})) >= {(pointer, "required") for pointer in required}


def test_all_mistyped_fields_are_reported(run: Run) -> None:
    body: Json = dict.fromkeys(form(FREE), 7)
    expected = {(f"/{name}", "wrong-type") for name in body}
    assert faults(refuse(run, PARTNER, 422, "validation-failed", body)) == expected


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("account_name", "   ", "too-short"),
        ("account_name", "\u3164\u2800", "too-short"),
        ("account_name", "n" * 201, "too-long"),
        ("account_name", "a " * 31, "too-many-words"),
        ("account_name", "Shop\u3164Ltd", "forbidden-character"),
        ("account_name", "Shop\u202egnp", "forbidden-character"),
        ("account_name", "Shop\x07", "forbidden-character"),
        ("account_name", "www.shop.example", "contains-link"),
        ("account_name", "Verify at secure-login.zip/acme", "contains-link"),
        ("account_name", None, "required"),
        ("customer_emails", [], "too-few"),
        ("customer_emails", [f"p{number}@{FREE}" for number in range(6)], "too-many"),
        ("customer_emails", "it@free-domain.example", "wrong-type"),
        ("customer_emails", [f"it@{FREE}", 7], "wrong-type"),
        ("customer_language", "de-DE", "not-one-of"),
        ("customer_language", "french", "not-one-of"),
        ("note_to_customer", "go to www.elsewhere.example", "contains-link"),
        ("note_to_customer", "see http：//evil.com", "contains-link"),
        ("note_to_customer", "a\u2066b", "forbidden-character"),
        ("note_to_reviewer", "a\u3164b", "forbidden-character"),
        ("account_type", "", "not-one-of"),
    ],
)
def test_invalid_field_is_reported_with_pointer(run: Run, field: str, value: object, fault: str) -> None:
    problem = refuse(run, PARTNER, 422, "validation-failed", form(FREE, **{field: value}))
    assert faults(problem) == {(f"/{field}", fault)}


@pytest.mark.parametrize("address", MALFORMED_ADDRESSES)
def test_malformed_address_answers_422(run: Run, address: str) -> None:
    problem = refuse(run, PARTNER, 422, "validation-failed", form(FREE, address))
    assert faults(problem) == {("/customer_emails/0", "address-malformed")}


@pytest.mark.parametrize("domain", ["acme.example", "HTTPS://www.ACME.example/", "globex.example"])
def test_submission_for_existing_account_answers_409_with_account(run: Run, domain: str) -> None:
    body = form(domain, "it@acme.example", account_name="Acme once more")
    problem = refuse(run, PARTNER, 409, "account-exists", body)
    account = run.call("GET", f"/v1/accounts/{problem['account_id']}", PARTNER).json()
    assert account["domain_identifier"] in domain.lower()


def test_pending_request_is_named_to_its_requester(run: Run, holder: str, held: Json) -> None:
    body = form(held["account"]["domain_identifier"])
    problem = refuse(run, holder, 409, "request-already-pending", body)
    assert problem["account_id"] == held["account"]["account_id"]
    assert problem["existing_request_id"] == held["request_id"]


def test_pending_request_is_not_named_to_others(run: Run, held: Json) -> None:
    body = form(held["account"]["domain_identifier"])
    problem = refuse(run, PARTNER, 409, "request-already-pending", body)
    assert problem["account_id"] == held["account"]["account_id"]
    assert held["request_id"] not in str(problem)


@pytest.mark.parametrize("value", ["maybe", "1", "TRUE", ""])
def test_invalid_dry_run_value_answers_400(run: Run, value: str) -> None:
    path = f"{REQUESTS}?dry_run={value}"
    sent = {"json": form(FREE), "headers": new_key()}
    refused(run, 400, "invalid-parameter", "POST", path, by=PARTNER, **sent)


def test_checks_run_in_documented_order(run: Run) -> None:
    """The order is 401, 403, 400, 422, 409: each call also has all the faults of later checks."""
    taken = form("acme.example", "it@acme.example", account_name="x")
    post = ("POST", REQUESTS)
    refused(run, 401, "unauthenticated", *post, content=b"[")
    refused(run, 403, "role-required", *post, by=NOBODY, content=b"[")
    refused(run, 400, "malformed-body", *post, by=PARTNER, content=b"[")
    refused(run, 400, "idempotency-key-missing", *post, by=PARTNER, json=taken)
    refused(run, 422, "validation-failed", *post, by=PARTNER, json=taken, headers=new_key())
    taken["account_name"] = "Acme"
    refused(run, 409, "account-exists", *post, by=PARTNER, json=taken, headers=new_key())
