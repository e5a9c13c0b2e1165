"""Faults of the mail service: no mail is lost or sent twice, and rejected mails are not retried."""

import json
import os
from collections import Counter

import pytest

from tests.contract.cast import Cast
from tests.contract.local_run import Json, Run
from tests.contract.steps import act_on_request, submit

pytestmark = pytest.mark.slow

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


@pytest.mark.parametrize("fault", ["suspended", "paused", "denied", "quota", "throttle"])
def test_outage_of_ses_is_told_by_the_operators_command_and_loses_no_mail(run: Run, cast: Cast, fault: str) -> None:
    assert outbox(run)["late"] is False
    by, domain = cast.requester(), cast.domain()
    run.set_ses_fault(fault)
    request = submit(run, by, domain)
    run.work()
    run.advance(minutes=4)
    said = outbox(run)
    waiting = said["waiting"]
    assert said["late"] is True
    assert {mail["to"] for mail in waiting} >= {f"i•••@{domain}"}
    assert all(mail["since"] and mail["next_try"] for mail in waiting)
    assert any(mail["last_error"] for mail in waiting)
    run.advance(hours=20)
    assert outbox(run)["late"] is True
    run.set_ses_fault("none")
    for _ in range(2):
        run.advance(hours=1.6)
    assert outbox(run)["waiting"] == []
    assert [mail["to"] for mail in run.messages()].count([f"it@{domain}"]) == 1
    assert act_on_request(run, by, request, "withdraw").status_code == 200


def outbox(run: Run) -> Json:
    """Run the operator's command, and return what it says. Other stories may have left mails that were given up."""
    done = run.command("infra.operate", "outbox", "--json")
    said: Json = json.loads(done.stdout)
    assert done.returncode == int(bool(said["late"] or said["dead"] or said["set_aside"])), done.stderr
    return said


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
