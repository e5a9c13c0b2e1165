"""Access named in the request, on pages and over JSON: what the requester types, and what the approver ticks."""

import json

from tests.web.approvals.states import TICKED
from tests.web.browser_without_script import Site
from tests.world import FORM, PARTNER

VIEWER, USER = "vera@reseller.example", "una@univ.example"
PROPOSED = {"proposed_viewers": (VIEWER,), "proposed_users": (USER,)}


def asked(site: Site) -> tuple[str, str]:
    request = site.world.submit(FORM, proposed=PROPOSED)
    return request.request_id, site.world.token(request)


def test_page_shows_each_proposal_with_none_preselected(site: Site) -> None:
    _, token = asked(site)
    text = site.get(f"/approvals/{token}").text
    for number, shown in (("1", VIEWER), ("2", USER)):
        assert f'name="granted_access/{number}" id="granted_access/{number}" value="true">' in text
        assert shown in text
    assert "checked" not in text


def test_page_without_proposals_asks_about_none(site: Site) -> None:
    token = site.world.token(site.world.submit())
    assert "granted_access" not in site.get(f"/approvals/{token}").text


def test_ticks_stay_where_the_statement_is_not_ticked_and_are_granted_with_it(site: Site) -> None:
    request_id, token = asked(site)
    again = site.post(f"/approvals/{token}/approve", {"granted_access/2": "true"})
    assert (again.status, again.text.count(" checked")) == (422, 1)
    site.post(f"/approvals/{token}/approve", {**TICKED, "granted_access/2": "true"})
    text = site.signed_in(PARTNER).get(f"/requests/{request_id}").page.text
    assert f"{VIEWER} (Smart Account viewer): not granted" in text
    assert f"{USER} (Smart Account user): granted" in text


def test_form_takes_several_addresses_and_shows_them_before_they_are_sent(site: Site) -> None:
    visitor = site.signed_in(PARTNER)
    page = visitor.get("/requests/new")
    fields = {
        "account_name": "House of Ten",
        "domain_identifier": "ten.example",
        "customer_emails/0": "it@ten.example",
        "proposed_viewers": f"{VIEWER}, {USER}",
    }
    checked = visitor.fill_in(page, "/requests/check", **fields)
    for address in (VIEWER, USER):
        assert f"{address} (Smart Account viewer)" in checked.page.text
    many = ", ".join(f"p{number}@ten.example" for number in range(6))
    refused = visitor.fill_in(page, "/requests/check", **{**fields, "proposed_viewers": many})
    assert refused.status == 422
    assert 'id="proposed_viewers-fault' in refused.text


def test_link_over_json_tells_the_proposals_and_grants_by_id(site: Site) -> None:
    _, token = asked(site)
    shown = json.loads(site.get(f"/v1/approvals/{token}").text)["request"]["proposed_access"]
    assert [(one["proposal_id"], one["email"], one["role"], one["granted"]) for one in shown] == [
        ("1", VIEWER, "smart_account_viewer", False),
        ("2", USER, "smart_account_user", False),
    ]
