"""Faults of the mail service: no mail is lost or sent twice, and rejected mails are not retried."""

import os
from collections import Counter

from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.steps import act_on_request, submit

# More mails than one run of the scheduled job sends are due in the nightly run only.
REQUESTERS, REQUESTS_EACH = (10, 20) if os.environ.get("ALL") else (2, 3)


def test_two_hours_of_ses_faults_lose_no_mail(run: Run, cast: Cast) -> None:
    before = len(run.messages())
    run.set_ses_fault("throttle")
    domains = [cast.domain() for _ in range(REQUESTERS * REQUESTS_EACH)]
    people = [cast.requester() for _ in range(REQUESTERS)]
    submitters = [people[number // REQUESTS_EACH] for number in range(len(domains))]
    requests = [submit(run, by, domain) for by, domain in zip(submitters, domains, strict=True)]
    for number in range(8):
        run.set_ses_fault(("throttle", "paused")[number % 2])
        run.advance(minutes=15)
    assert len(run.messages()) == before
    run.set_ses_fault("none")
    for _ in range(5):
        run.advance(hours=1)
    sent = Counter(mail["to"][0] for mail in run.messages()[before:])
    assert {address: count for address, count in sent.items() if address.startswith("it@")} == {
        f"it@{domain}": 1 for domain in domains
    }
    assert [sent[person] for person in people] == [REQUESTS_EACH] * REQUESTERS
    # What stayed open would be reminded about in each later story of this stack.
    for by, request in zip(submitters, requests, strict=True):
        assert act_on_request(run, by, request, "withdraw").status_code == 200


def test_rejected_mail_is_shown_on_request_and_not_retried(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    run.set_ses_fault("reject")
    request = submit(run, by, domain)
    run.work()
    run.set_ses_fault("none")
    run.advance(days=1)
    (nomination,) = run.call("GET", f"/v1/account-requests/{request['request_id']}", by).json()["nominations"]
    assert nomination["delivery"] == "failed"
    assert [mail for mail in run.messages() if mail["to"] == [f"it@{domain}"]] == []
