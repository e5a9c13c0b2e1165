"""Run every function of the app and record its AWS calls."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import boto3

import app
from chalicelib import bootstrap
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict
from infra.local.aws import lambda_events
from tests.backends.aws_clients import event_hook
from tests.movable_clock import START
from tests.poisoned_due_rows import due_row_of_unknown_kind
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
CONFIRMED = {"authority_confirmed": "true"}


class Rejecting:
    """A mailer whose service rejects everything."""

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(Verdict.GIVE_UP, "MessageRejected")


class Running:
    """Whether a function of the app is running; only then calls are recorded."""

    now = False


def run(function: Callable[..., object], event: Any) -> None:
    """Invoke the function like Lambda, in a container that has not resolved the queue's URL yet."""
    bootstrap.container().ports.queue.__dict__.pop("_url", None)
    Running.now = True
    function(event, lambda_events.context("any"))
    Running.now = False


@contextmanager
def recorded_calls(world: World) -> Iterator[set[str]]:
    """Yield the set of actions that functions call within the block."""
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

    queue: Any = world.ports.queue
    mailer: Any = world.container.mail_sender.mailer
    with ExitStack() as hooks:
        for client in (TABLE.client, queue._client, mailer._client):
            hooks.enter_context(event_hook(client, "before-call.*.*", note))
        yield seen


def use_site(world: World) -> None:
    """Use every kind of page of the site."""
    Running.now = True
    with site_over(world) as site:
        own, reviewing = site.signed_in(), site.signed_in(REVIEWER, role=None)
        for path in ("/directory", "/accounts?q=university of", "/requests", "/requests/new"):
            own.get(path)
        form = own.fill_in(own.get("/requests/new"), "/requests/check", **FILLED)
        own.fill_in(form, "/requests")
        request = world.submit(domain_identifier="second.example", customer_emails=("it@second.example",))
        page = own.get(f"/requests/{request.request_id}")
        own.fill_in(page, "/resend")
        link = f"/approvals/{world.token(world.current(request))}"
        site.post(f"{link}/forward", {"email": "head@second.example"})
        site.post(f"/approvals/{world.token(world.current(request), '2')}/approve", CONFIRMED)
        own.get(f"/accounts/{request.account_id}")
        _review(site, reviewing, world)
        # Signing out, without a provider to ask for its page.
        world.container.sessions.end("s" * 43)
    Running.now = False


def _review(site: Site, reviewing: Site, world: World) -> None:
    request = world.submit(domain_identifier="third.example", **OUTSIDE)
    reviewing.get("/reviews")
    page = reviewing.get(f"/requests/{request.request_id}")
    reviewing.post(f"/requests/{request.request_id}/review", page.page.forms[1].values)
    site.post(f"/approvals/{world.token(world.current(request))}/decline", {"reason_code": "not_needed"})


def deliver_queue(world: World) -> None:
    """Deliver deliver_queue mails; some of them fail for good."""
    world.import_account("Near", "near.univ.example", ("admin@univ.example",))
    world.submit()
    _request_access(world)
    _deliver(world)
    world.container.__dict__["mail_sender"] = replace(world.container.mail_sender, mailer=Rejecting())
    world.submit(domain_identifier="other.example", customer_emails=("it@other.example",))
    _request_access(world, "second.example")
    _deliver(world)


def _deliver(world: World) -> None:
    queue = boto3.client("sqs", region_name="us-east-1")
    url = queue.get_queue_url(QueueName=world.container.settings.mail_queue)["QueueUrl"]
    while messages := queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        run(app.deliver_mail, lambda_events.of_queue(messages, "mail"))
        for message in messages:
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def _request_access(world: World, domain: str = "first.example") -> str:
    """Request access to an account and to a Virtual Account; return the id of the second request."""
    account = Account.of(world, domain=domain)
    account.ask(COLLEAGUE, AccessRole.SMART_ACCOUNT_USER)
    request = account.ask(person("head@univ.example"), AccessRole.VIRTUAL_ACCOUNT_USER, account.lab)
    return request.access_request_id


def report_bounces(world: World) -> None:
    """Report bounces of a request's mail, of an access request's mail and of unknown mails."""
    request_id, access_request_id = world.submit().request_id, _request_access(world, "second.example")
    for partition in (request_id, access_request_id, "nowhere"):
        for mail_id in ("0001-01", "0009-99"):
            notice = {"TopicArn": "arn", "Message": ses_event("Bounce", partition, mail_id)}
            run(app.mail_events, lambda_events.of_topic({"MessageId": "1", "Body": json.dumps(notice)}))


def sweep(world: World) -> None:
    """Run the schedule with due mails, a reminder, an expiry and a row that cannot be handled."""
    world.import_account("Near", "near.univ.example", ("admin@univ.example",))
    world.submit()
    _request_access(world, "second.example")
    due_row_of_unknown_kind(world.table, "later")
    for days in (0, 3, 91):
        world.clock.advance(days=days)
        for _ in range(3):
            run(app.sweep, lambda_events.of_schedule(START))


STORIES: dict[str, Callable[[World], None]] = {
    "api_handler": use_site,
    "deliver_mail": deliver_queue,
    "mail_events": report_bounces,
    "sweep": sweep,
}
