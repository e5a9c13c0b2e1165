"""After an end, the form comes back filled in, and makes a new request."""

from chalicelib.domain.requests.transitions import RequestStatus
from tests.web.browser_without_script import Site
from tests.world import person


def test_an_expired_request_comes_back_as_a_form_that_makes_a_new_one(site: Site) -> None:
    old = site.world.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    site.world.clock.advance(days=91)
    site.world.work()
    own = site.signed_in()
    ended = own.get(f"/requests/{old.request_id}")
    (again,) = [one["href"] for one in ended.page.all("a") if "from_request=" in one["href"]]
    form = own.get(again.removeprefix("/api"))
    assert form.page.field("account_name")["value"] == old.account_name
    assert form.page.field("customer_emails/1")["value"] == "cio@univ.example"
    sent = own.fill_in(own.fill_in(form, "/requests/check"), "/requests")
    assert sent.status == 303
    (new,) = [
        one.request
        for one in site.world.ports.store.requests_of(old.requester.person_id, 5, None).items
        if one.request.request_id != old.request_id
    ]
    assert new.status is RequestStatus.PENDING
    assert [one.email for one in new.nominations] == ["it@univ.example", "cio@univ.example"]
    assert new.note_to_customer == old.note_to_customer


def test_nobody_elses_request_fills_the_form(site: Site) -> None:
    old = site.world.submit(by=person("other@rival.example"))
    form = site.signed_in().get(f"/requests/new?from_request={old.request_id}")
    assert form.status == 200
    assert form.page.field("account_name")["value"] == ""
    assert old.note_to_customer not in form.text


def test_of_a_forwarded_request_the_last_who_were_asked_are_asked_again(site: Site) -> None:
    request = site.world.submit()
    link = f"/approvals/{site.world.token(request)}"
    assert site.post(f"{link}/forward", {"email": "head@univ.example"}).status == 303
    form = site.signed_in().get(f"/requests/new?from_request={request.request_id}")
    assert form.page.field("customer_emails/0")["value"] == "head@univ.example"
