"""Every function of the app at its work, and which calls of AWS it makes there."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import boto3

import app
from chalicelib import bootstrap
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict
from infra.local.aws import lambda_events
from tests.movable_clock import START
from tests.poisoned_due_rows import of_an_unknown_kind
from tests.services.access.stories import COLLEAGUE, Account
from tests.ses import ses_event
from tests.web.browser_without_script import Site, site_over
from tests.web.requests.stories import FILLED, OUTSIDE
from tests.world import REVIEWER, TABLE, World, person

IN_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
TICKED = {"authority_confirmed": "true"}


class Rejecting:
    """The mail service takes nothing."""

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(Verdict.GIVE_UP, "MessageRejected")


class Running:
    """Whether a function of the app is running, so that what a test arranges is not counted."""

    now = False


def run(function: Callable[..., object], event: Any) -> None:
    """Lambda calls the function, in a container that has not looked up the queue yet."""
    bootstrap.container().ports.queue.__dict__.pop("_url", None)
    Running.now = True
    function(event, lambda_events.context("any"))
    Running.now = False


@contextmanager
def collect_unreadable(one: World) -> Iterator[set[str]]:
    """The actions that are called for while a function runs, as `run` says."""
    seen: set[str] = set()

    def note(model: Any, params: Any, **_: Any) -> None:
        if not Running.now:
            return
        service = {"sesv2": "ses"}.get(model.service_model.service_name, model.service_model.service_name)
        if model.name != "TransactWriteItems":
            seen.add(f"{service}:{model.name}")
            return
        items = json.loads(params["body"])["TransactItems"]
        seen.update(f"{service}:{IN_TRANSACTION[kind]}" for item in items for kind in item)

    queue: Any = one.ports.queue
    mailer: Any = one.container.mail_sender.mailer
    clients = [TABLE.client, queue._client, mailer._client]
    for client in clients:
        client.meta.events.register("before-call.*.*", note)
    try:
        yield seen
    finally:
        for client in clients:
            client.meta.events.unregister("before-call.*.*", note)


def visited(one: World) -> None:
    """Every kind of thing that people do on the site."""
    Running.now = True
    with site_over(one) as site:
        own, reviewing = site.signed_in(), site.signed_in(REVIEWER, role=None)
        for path in ("/directory", "/accounts?q=university of", "/requests", "/requests/new"):
            own.get(path)
        form = own.fill_in(own.get("/requests/new"), "/requests/check", **FILLED)
        own.fill_in(form, "/requests")
        request = one.submit(domain_identifier="second.example", customer_emails=("it@second.example",))
        page = own.get(f"/requests/{request.request_id}")
        own.fill_in(page, "/resend")
        link = f"/approvals/{one.token(one.current(request))}"
        site.post(f"{link}/forward", {"email": "head@second.example"})
        site.post(f"/approvals/{one.token(one.current(request), '2')}/approve", TICKED)
        own.get(f"/accounts/{request.account_id}")
        _reviewed(site, reviewing, one)
        own.post("/sign-out")
    Running.now = False


def _reviewed(site: Site, reviewing: Site, one: World) -> None:
    request = one.submit(domain_identifier="third.example", **OUTSIDE)
    reviewing.get("/reviews")
    page = reviewing.get(f"/requests/{request.request_id}")
    reviewing.post(f"/requests/{request.request_id}/review", page.page.forms[1].values)
    site.post(f"/approvals/{one.token(one.current(request))}/decline", {"reason_code": "not_needed"})


def queued(one: World) -> None:
    """The queue hands over what waits; some of it is given up."""
    one.import_account("Near", "near.univ.example", ("admin@univ.example",))
    one.submit()
    _access_asked(one)
    _deliver(one)
    one.container.__dict__["post_office"] = replace(one.container.mail_sender, mailer=Rejecting())
    one.submit(domain_identifier="other.example", customer_emails=("it@other.example",))
    _access_asked(one, "second.example")
    _deliver(one)


def _deliver(one: World) -> None:
    queue = boto3.client("sqs", region_name="us-east-1")
    url = queue.get_queue_url(QueueName=one.container.settings.mail_queue)["QueueUrl"]
    while messages := queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        run(app.deliver_mail, lambda_events.of_queue(messages, "mail"))
        for message in messages:
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def _access_asked(one: World, domain: str = "first.example") -> str:
    """Somebody asks for access to an account and to a part of it; the last one's id."""
    account = Account.of(one, domain=domain)
    account.ask(COLLEAGUE, AccessRole.SMART_ACCOUNT_USER)
    asked = account.ask(person("head@univ.example"), AccessRole.VIRTUAL_ACCOUNT_USER, account.lab)
    return asked.access_request_id


def reported(one: World) -> None:
    """SES reports bounces: of a request's mail, of a mail about access, and of mails that nobody knows."""
    request_id, access_request_id = one.submit().request_id, _access_asked(one, "second.example")
    for partition in (request_id, access_request_id, "nowhere"):
        for mail_id in ("0001-01", "0009-99"):
            notice = {"TopicArn": "arn", "Message": ses_event("Bounce", partition, mail_id)}
            run(app.mail_events, lambda_events.of_topic({"MessageId": "1", "Body": json.dumps(notice)}))


def swept(one: World) -> None:
    """The schedule finds mails, a reminder, an end, and a row that it cannot handle."""
    one.import_account("Near", "near.univ.example", ("admin@univ.example",))
    one.submit()
    _access_asked(one, "second.example")
    of_an_unknown_kind("later")
    for days in (0, 3, 91):
        one.clock.advance(days=days)
        for _ in range(3):
            run(app.sweep, lambda_events.of_schedule(START))


STORIES: dict[str, Callable[[World], None]] = {
    "api_handler": visited,
    "deliver_mail": queued,
    "mail_events": reported,
    "sweep": swept,
}
