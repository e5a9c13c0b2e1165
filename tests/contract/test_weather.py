"""The mail service fails for hours under 200 requests: afterwards every mail has gone out, once."""

from collections import Counter

from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.steps import submit

REQUESTERS = 10
REQUESTS_EACH = 20


def test_two_hours_of_bad_weather_lose_no_mail(run: Run, cast: Cast) -> None:
    before = len(run.messages())
    run.weather("throttle")
    domains = [cast.domain() for _ in range(REQUESTERS * REQUESTS_EACH)]
    people = [cast.requester() for _ in range(REQUESTERS)]
    for number, domain in enumerate(domains):
        submit(run, people[number // REQUESTS_EACH], domain)
    for number in range(8):
        run.weather(("throttle", "paused")[number % 2])
        run.advance(minutes=15)
    assert len(run.messages()) == before
    run.weather("none")
    for _ in range(5):
        run.advance(hours=1)
    sent = Counter(mail["to"][0] for mail in run.messages()[before:])
    assert {address: count for address, count in sent.items() if address.startswith("it@")} == {
        f"it@{domain}": 1 for domain in domains
    }
    assert [sent[one] for one in people] == [REQUESTS_EACH] * REQUESTERS


def test_a_rejected_mail_shows_on_the_request_and_is_tried_no_more(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    run.weather("reject")
    request = submit(run, by, domain)
    run.work()
    run.weather("none")
    run.advance(days=1)
    (nomination,) = run.call("GET", f"/v1/account-requests/{request['request_id']}", by).json()["nominations"]
    assert nomination["delivery"] == "failed"
    assert [mail for mail in run.messages() if mail["to"] == [f"it@{domain}"]] == []
