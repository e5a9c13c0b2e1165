"""What a body may be is said by the document and by the server alike, for each member of each body."""

from dataclasses import dataclass

import pytest

from chalicelib.web.api.operations import Operation
from tests.contract.access.accounts import ACCESS_REQUESTS, House, next_house
from tests.contract.body_variants import variants
from tests.contract.cast import PARTNER, REVIEWER, Cast
from tests.contract.local_run import Json, Run
from tests.contract.operations import OPERATIONS
from tests.contract.programs.steps import CONFIRM, bind, invitation
from tests.contract.recovery.steps import RECOVERIES
from tests.contract.steps import REQUESTS, form, new_key, pending, submit

WITH_BODY = [operation for operation in OPERATIONS if operation.body]
APPROVALS = "/v1/approvals"


@dataclass(frozen=True)
class Target:
    """Where a body is sent, by whom, and a valid one; `is_safe` where a valid one may be sent again and again."""

    path: str
    by: str | None
    valid: Json
    is_safe: bool = False


@pytest.fixture(scope="module")
def targets(run: Run, cast: Cast, run_with_accounts: Run) -> dict[str, Target]:
    """Make something that each body can be sent to."""
    requester = cast.requester()
    house = next_house(run_with_accounts)
    others = {**_of_recoveries(run, cast, next_house(run_with_accounts)), **_of_programs(run, house)}
    others |= _of_webhooks(house)
    return {**_of_requests(run, cast, requester), **_of_accounts(house, requester), **others}


def _of_requests(run: Run, cast: Cast, requester: str) -> dict[str, Target]:
    domain, other = cast.domain(), cast.domain()
    request, token = pending(run, requester, domain)
    one, link = f"{REQUESTS}/{request['request_id']}", f"{APPROVALS}/{token}"
    reviewed = submit(run, requester, other, f"{other}@gmail.com")
    return {
        "make_inquiry": Target("/v1/inquiries", requester, {"account": cast.domain()}),
        "ask_for_domain_proof": Target("/v1/domain-proofs", requester, {"domain_identifier": cast.domain()}),
        "submit_request": Target(f"{REQUESTS}?dry_run=true", PARTNER, form(cast.domain()), is_safe=True),
        "withdraw_request": Target(f"{one}/withdraw", requester, {"reason": "Changed."}),
        "resend_request": Target(f"{one}/resend", requester, {"nomination_id": "1"}),
        "reassign_request": Target(f"{one}/reassign", requester, {"nomination_id": "1", "email": f"b@{domain}"}),
        # Nobody else of the team has the address, so that no valid body is carried out.
        "hand_over_request": Target(f"{one}/hand-over", requester, {"email": f"z@{domain}"}),
        "review_request": Target(
            f"{REQUESTS}/{reviewed['request_id']}/review", REVIEWER, {"decision": "decline", "reason": "No."}
        ),
        "approve_approval": Target(f"{link}/approve", None, {"authority_confirmed": True}),
        "decline_approval": Target(f"{link}/decline", None, {"reason_code": "other", "reason": "No."}),
        "forward_approval": Target(f"{link}/forward", None, {"email": f"c@{domain}"}),
        "renew_approval": Target(f"{link}/renew", None, {}, is_safe=True),
    }


def _of_accounts(house: House, requester: str) -> dict[str, Target]:
    asked, part = house.access_request(requester), house.virtual_account("Lab")
    decision = f"{ACCESS_REQUESTS}/{asked['access_request_id']}"
    return {
        "change_account": Target(house.path, house.first, {"account_name": "Estate again"}, is_safe=True),
        "create_virtual_account": Target(f"{house.path}/virtual-accounts", house.first, {"name": "Lab"}, is_safe=True),
        "change_virtual_account": Target(
            f"{house.path}/virtual-accounts/{part}", house.first, {"name": "Lab"}, is_safe=True
        ),
        "give_role": Target(
            f"{house.path}/roles", house.first, {"email": f"z@{house.domain}", "role": "smart_account_user"}
        ),
        "ask_for_access": Target(
            f"{house.path}/access-requests", requester, {"scope": "account", "role": "smart_account_user"}, is_safe=True
        ),
        "approve_access": Target(f"{decision}/approve", house.first, {"scope": "account"}),
        "decline_access": Target(f"{decision}/decline", house.first, {"reason": "No."}),
    }


def _of_recoveries(run: Run, cast: Cast, house: House) -> dict[str, Target]:
    candidate, body = cast.person(f"it@{house.domain}"), {"account_id": house.account_id}
    recovery = run.call("POST", RECOVERIES, candidate, json=body).json()
    one = f"{RECOVERIES}/{recovery['recovery_id']}"
    return {
        "ask_for_recovery": Target(RECOVERIES, candidate, body),
        "approve_recovery": Target(f"{one}/approve", REVIEWER, {"reason": "I rang them."}),
        "decline_recovery": Target(f"{one}/decline", REVIEWER, {"reason": "Nobody knows them."}),
        "object_to_recovery": Target("/v1/recovery-objections/nothing", None, {}),
    }


def _of_webhooks(house: House) -> dict[str, Target]:
    webhooks = f"{house.path}/webhooks"
    made = house.call(house.first, "POST", "/webhooks", json={"url": "http://localhost:9/"}).json()
    one = f"{webhooks}/{made['webhook_id']}"
    sent = house.call(house.first, "POST", f"/webhooks/{made['webhook_id']}/test", json={}).json()
    return {
        "create_webhook": Target(webhooks, house.first, {"url": "http://localhost:9/other"}),
        "change_webhook": Target(one, house.first, {"kinds": ["approved"]}, is_safe=True),
        "rotate_webhook_secret": Target(f"{one}/rotate-secret", house.first, {}, is_safe=True),
        "test_webhook": Target(f"{one}/test", house.first, {}, is_safe=True),
        "redeliver": Target(f"{one}/deliveries/{sent['delivery_id']}/redeliver", house.first, {}, is_safe=True),
    }


def _of_programs(run: Run, house: House) -> dict[str, Target]:
    program = bind(run, house.first, house.account_id, "client:judged")
    return {
        "invite_program": Target(f"{house.path}/programs", house.first, invitation()),
        "confirm_program": Target(CONFIRM, "client:judged", {"code": "any.code"}),
        "revoke_program": Target(f"{house.path}/programs/{program['program_id']}/revoke", house.first, {}),
    }


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.name)
def test_server_refuses_each_body_that_the_schema_refuses(
    run: Run, targets: dict[str, Target], operation: Operation
) -> None:
    name, target = operation.name, targets[operation.name]
    faults = []
    for variant, body in variants(run.document.body_schema(name), target.valid):
        judged = run.document.accepts(name, body)
        if judged and not target.is_safe:
            continue
        before = set(run.mismatches)
        response = run.call(operation.method, target.path, target.by, json=body, headers=new_key())
        faults += [(variant, mismatch.fault) for mismatch in run.mismatches - before]
        if not judged and response.status_code != 422:
            faults.append((variant, f"answered {response.status_code}"))
    assert faults == []
