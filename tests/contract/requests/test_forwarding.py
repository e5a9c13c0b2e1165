"""Forwarding and reassignment: eligible people, old links, mails and limits."""

import pytest

from tests.contract.cast import PARTNER, colleague_of
from tests.contract.conventions import faults, refused, slug_of
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import (
    act_on_request,
    approve,
    decline,
    events_of,
    mails_to,
    on_link,
    pending,
    shown,
    token_of,
    tokens_in,
)

HOPS = 5


def forward(run: Run, token: str, to: str, **more: object) -> Json:
    response = on_link(run, token, "forward", email=to, **more)
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


def states(request: Json) -> list[tuple[str, str, int]]:
    return [(nomination["email"], nomination["state"], nomination["hops"]) for nomination in request["nominations"]]


def test_forwarded_request_is_decided_by_new_person(run: Run, requester: str, domain: str) -> None:
    request, old = pending(run, requester, domain)
    assert forward(run, old, f"head@{domain}") == {"status": "pending", "forwarded_to": f"h•••@{domain}"}
    refused(run, 410, "link-forwarded", "GET", f"/v1/approvals/{old}")
    for action in (approve, decline):
        assert slug_of(action(run, old)) == "link-forwarded"
    new = token_of(run, f"head@{domain}", request)
    assert approve(run, new).status_code == 200
    assert states(shown(run, requester, request)) == [
        (f"it@{domain}", "forwarded", 0),
        (f"head@{domain}", "decided", 1),
    ]


def test_forwarded_link_returns_410_after_decision(run: Run, requester: str, domain: str) -> None:
    request, old = pending(run, requester, domain)
    forward(run, old, f"head@{domain}")
    approve(run, token_of(run, f"head@{domain}", request)).raise_for_status()
    refused(run, 410, "link-forwarded", "GET", f"/v1/approvals/{old}")


def test_forward_mails_three_people_and_one_link(run: Run, requester: str, domain: str) -> None:
    request, old = pending(run, requester, domain)
    seen = len(run.messages())
    forward(run, old, f"head@{domain}", message="Could you decide this?", language="fr")
    mails = {mail["to"][0]: mail for mail in run.messages()[seen:]}
    assert set(mails) == {f"head@{domain}", f"it@{domain}", requester}
    assert tokens_in(mails[f"head@{domain}"]["text"])
    assert mails[f"head@{domain}"]["headers"]["Content-Language"] == "fr"
    assert "Could you decide this?" in mails[f"head@{domain}"]["text"]
    assert not tokens_in(mails[f"it@{domain}"]["text"] + mails[requester]["text"])
    assert all(request["reference"] in mail["subject"] for mail in mails.values())


def test_forward_outside_domain_needs_confirmation(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    with unchanged_table(run):
        path = f"/v1/approvals/{token}/forward"
        refused(run, 422, "confirm-outside-domain", "POST", path, json={"email": f"{domain}@gmail.com"})
    forward(run, token, f"{domain}@gmail.com", outside_domain_confirmed=True)
    assert approve(run, token_of(run, f"{domain}@gmail.com", request)).status_code == 200


def test_request_can_be_forwarded_five_times(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    expiry = run.call("GET", f"/v1/approvals/{token}").json()["link_expires_at"]
    for hop in range(1, HOPS + 1):
        forward(run, token, f"head{hop}@{domain}")
        token = token_of(run, f"head{hop}@{domain}", request)
    assert run.call("GET", f"/v1/approvals/{token}").json()["link_expires_at"] == expiry
    with unchanged_table(run):
        path = f"/v1/approvals/{token}/forward"
        refused(run, 422, "forward-limit", "POST", path, json={"email": f"head6@{domain}"})
        refused(run, 422, "forward-loop", "POST", path, json={"email": f"it@{domain}"})
        refused(run, 422, "forward-loop", "POST", path, json={"email": f"Head2+x@{domain}"})


def test_reassignment_supersedes_old_link(run: Run, requester: str, domain: str) -> None:
    request, old = pending(run, requester, domain, f"itt@{domain}")
    response = act_on_request(
        run, requester, request, "reassign", nomination_id="1", email=f"it@{domain}", language="fr"
    )
    assert response.status_code == 200
    assert states(response.json()) == [(f"itt@{domain}", "superseded", 0), (f"it@{domain}", "waiting", 0)]
    refused(run, 410, "link-superseded", "GET", f"/v1/approvals/{old}")
    (mail,) = mails_to(run, f"it@{domain}", request)
    assert mail["headers"]["Content-Language"] == "fr"
    (token,) = tokens_in(mail["text"])
    assert approve(run, token).status_code == 200
    refused(run, 410, "link-superseded", "GET", f"/v1/approvals/{old}")
    assert [event["kind"] for event in events_of(run, requester, request)] == [
        "submitted",
        "reassigned",
        "approved",
    ]


def test_reassignment_to_ineligible_person_answers_422(run: Run, requester: str, domain: str) -> None:
    request, _ = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    path = f"/v1/account-requests/{request['request_id']}/reassign"

    def refuse(slug: str, email: str, nomination_id: str = "1") -> Json:
        body = {"nomination_id": nomination_id, "email": email}
        return refused(run, 422, slug, "POST", path, by=requester, json=body)

    with unchanged_table(run):
        refuse("reassign-outside-domain", f"{domain}@gmail.com")
        refuse("reassign-outside-domain", f"it@below.{domain}")
        refuse("requester-cannot-approve", requester)
        refuse("requester-cannot-approve", colleague_of(requester))
        taken = refuse("validation-failed", f"Alternate+x@{domain}")
        assert faults(taken) == {("/email", "address-already-asked")}
        assert faults(refuse("validation-failed", "nobody")) == {("/email", "address-malformed")}
        unknown = refuse("validation-failed", f"head@{domain}", "9")
        assert faults(unknown) == {("/nomination_id", "nomination-unknown")}


@pytest.mark.parametrize("action", ["withdraw", "resend", "reassign"])
def test_nobody_outside_the_team_may_act_on_request(run: Run, requester: str, domain: str, action: str) -> None:
    request, _ = pending(run, requester, domain)
    body = {"nomination_id": "1", "email": f"head@{domain}"} if action == "reassign" else {}
    path = f"/v1/account-requests/{request['request_id']}"
    with unchanged_table(run):
        refused(run, 404, "request-unknown", "POST", f"{path}/{action}", by=PARTNER, json=body)
        refused(run, 404, "request-unknown", "GET", path, by=PARTNER)
        refused(run, 404, "request-unknown", "GET", f"{path}/events", by=PARTNER)
