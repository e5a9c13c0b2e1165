"""After a request has ended, its form can be opened again, filled in, to submit a new one."""

from chalicelib.domain.requests.transitions import RequestStatus
from tests.web.browser_without_script import Site
from tests.world import person


def test_expired_request_can_be_submitted_again_from_a_filled_form(site: Site) -> None:
    old = site.world.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    site.world.clock.advance(days=91)
    site.world.work()
    visitor = site.signed_in()
    ended = visitor.get(f"/requests/{old.request_id}")
    (again,) = [link["href"] for link in ended.page.elements_of("a") if "from_request=" in link["href"]]
    form = visitor.get(again.removeprefix("/api"))
    assert form.page.field("account_name")["value"] == old.account_name
    assert form.page.field("customer_emails/1")["value"] == "cio@univ.example"
    sent = visitor.fill_in(visitor.fill_in(form, "/requests/check"), "/requests")
    assert sent.status == 303
    (new,) = [
        row.request
        for row in site.world.ports.store.requests_of(old.requester.person_id, 5, None).items
        if row.request.request_id != old.request_id
    ]
    assert new.status is RequestStatus.PENDING
    assert [nomination.email for nomination in new.nominations] == ["it@univ.example", "cio@univ.example"]
    assert new.note_to_customer == old.note_to_customer


def test_request_of_another_person_does_not_fill_the_form(site: Site) -> None:
    old = site.world.submit(by=person("other@rival.example"))
    form = site.signed_in().get(f"/requests/new?from_request={old.request_id}")
    assert form.status == 200
    assert form.page.field("account_name")["value"] == ""
    assert old.note_to_customer not in form.text


def test_form_of_a_forwarded_request_contains_the_last_approvers(site: Site) -> None:
    request = site.world.submit()
    link = f"/approvals/{site.world.token(request)}"
    assert site.post(f"{link}/forward", {"email": "head@univ.example"}).status == 303
    form = site.signed_in().get(f"/requests/new?from_request={request.request_id}")
    assert form.page.field("customer_emails/0")["value"] == "head@univ.example"
