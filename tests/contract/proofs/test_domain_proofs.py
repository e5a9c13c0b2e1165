"""Proofs of domains over HTTP, with records that are set by the local tools: all by hand, as anybody can try it."""

from typing import Any

import pytest

from tests.contract.access.accounts import House
from tests.contract.cast import Cast
from tests.contract.conventions import slug_of
from tests.contract.local_run import Run
from tests.contract.proofs.steps import PROOFS, asked, checked, dns


@pytest.fixture
def holder(cast: Cast, domain: str) -> str:
    """Somebody at the domain who has no role."""
    return cast.person(f"it@{domain}")


def test_record_proves_the_domain_of_somebody_without_a_role(run: Run, holder: str, domain: str) -> None:
    proof = asked(run, holder, domain)
    assert proof["status"] == "asked"
    assert proof["record"] == {
        "type": "TXT",
        "name": f"_smart-account-proof.{domain}",
        "zone": domain,
        "relative_name": "_smart-account-proof",
        "value": proof["record"]["value"],
    }
    [mail] = [one for one in run.messages() if holder in one["to"]]
    assert proof["record"]["value"] in mail["text"]
    dns(run, proof["record"]["name"], proof["record"]["value"])
    found = checked(run, proof, holder)
    assert (found["status"], found["result"]) == ("proved", "found")
    assert found["allowed_actions"] == ["check", "withdraw"]
    listed = run.call("GET", PROOFS, holder).json()["items"]
    assert [one["status"] for one in listed] == ["proved"]


@pytest.mark.parametrize("how", ["missing", "wildcard", "alias abroad", "wrong token", "another's token"])
def test_what_is_no_proof_says_why(run: Run, cast: Cast, holder: str, domain: str, how: str) -> None:
    proof = asked(run, holder, domain)
    name, value = proof["record"]["name"], proof["record"]["value"]
    match how:
        case "wildcard":
            dns(run, f"*.{domain}", value)
        case "alias abroad":
            dns(run, name, f"proof.elsewhere-of-{domain}", "CNAME")
            dns(run, f"proof.elsewhere-of-{domain}", value)
        case "wrong token":
            dns(run, name, "sar-proof=0000000000000000000000000000000000000000")
        case "another's token":
            other = asked(run, cast.person(f"other@{domain}"), domain)
            dns(run, name, other["record"]["value"])
        case _:
            pass
    results = {"missing": "no_record", "wildcard": "wildcard", "alias abroad": "alias_leaves_domain"}
    found = checked(run, proof, holder)
    assert (found["status"], found["result"]) == ("asked", results.get(how, "other_value"))


def test_check_waits_a_minute(run: Run, holder: str, domain: str) -> None:
    proof = asked(run, holder, domain)
    checked(run, proof, holder)
    again = run.call("POST", f"{PROOFS}/{proof['domain_proof_id']}/check", holder)
    assert (again.status_code, slug_of(again)) == (429, "check-too-soon")
    assert 1 <= int(again.headers["retry-after"]) <= 60


def test_check_that_is_repeated_with_its_key_is_one_check(run: Run, holder: str, domain: str) -> None:
    path = f"{PROOFS}/{asked(run, holder, domain)['domain_proof_id']}/check"
    first, again = (run.call("POST", path, holder, headers={"Idempotency-Key": "one check"}) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["idempotency-replayed"] == "true"


def test_proof_is_asked_for_once_withdrawn_and_asked_for_again(run: Run, holder: str, domain: str) -> None:
    proof = asked(run, holder, domain)
    twice = run.call("POST", PROOFS, holder, json={"domain_identifier": f"https://{domain.upper()}/"})
    assert (twice.status_code, slug_of(twice)) == (409, "proof-exists")
    assert twice.json()["domain_proof_id"] == proof["domain_proof_id"]
    one = f"{PROOFS}/{proof['domain_proof_id']}"
    withdrawn = run.call("POST", f"{one}/withdraw", holder).json()
    assert (withdrawn["status"], withdrawn["allowed_actions"]) == ("withdrawn", ["ask"])
    refused = run.call("POST", f"{one}/check", holder)
    assert (slug_of(refused), refused.json()["proof_status"]) == ("action-not-allowed", "withdrawn")
    assert asked(run, holder, domain)["record"] == proof["record"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "domain-malformed"),
        ("gmail.com", "domain-free-mail"),
        ("co.uk", "domain-is-public-suffix"),
        ("127.0.0.1", "domain-is-ip-address"),
        (".".join(["a" * 60] * 3 + ["b" * 48, "com"]), "too-long"),
    ],
)
def test_what_cannot_be_proved_is_refused_at_its_field(run: Run, holder: str, typed: str, code: str) -> None:
    refused = run.call("POST", PROOFS, holder, json={"domain_identifier": typed})
    assert (refused.status_code, slug_of(refused)) == (422, "validation-failed")
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [("/domain_identifier", code)]


def test_administrator_proves_the_domain_of_the_account(run: Run, house: House, requester: str) -> None:
    account = {"account_id": house.account_id}
    proof = asked(run, house.first, house.domain, **account)
    assert proof["account_id"] == house.account_id
    evidence = f"/v1/accounts/{house.account_id}/domain-proof"
    assert run.call("GET", evidence, requester).json()["proved"] is False
    dns(run, proof["record"]["name"], proof["record"]["value"])
    checked(run, proof, house.first)
    found: dict[str, Any] = run.call("GET", evidence, requester).json()
    assert (found["proved"], found["proved_domain"]) == (True, house.domain)
    listed = run.call("GET", f"{PROOFS}?account_id={house.account_id}", house.first).json()["items"]
    assert [one["domain_proof_id"] for one in listed] == [proof["domain_proof_id"]]
    others = run.call("GET", f"{PROOFS}?account_id={house.account_id}", requester)
    assert (others.status_code, slug_of(others)) == (403, "administrator-required")
    elsewhere = {"domain_identifier": "elsewhere.example", **account}
    refused = run.call("POST", PROOFS, house.first, json=elsewhere).json()["errors"]
    assert [(error["code"], error["allowed_values"]) for error in refused] == [("not-one-of", [house.domain])]


def test_requesters_proof_is_told_beside_the_request(run: Run, requester: str, domain: str) -> None:
    body = {"account_name": "Proved", "domain_identifier": f"labs.{domain}", "customer_emails": [f"it@{domain}"]}
    request = run.call(
        "POST", "/v1/account-requests", requester, json=body, headers={"Idempotency-Key": f"proved {domain}"}
    ).json()
    evidence = f"/v1/account-requests/{request['request_id']}/domain-proof"
    proof = asked(run, requester, domain)
    dns(run, proof["record"]["name"], proof["record"]["value"])
    checked(run, proof, requester)
    assert run.call("GET", evidence, requester).json()["proved_domain"] == domain
