"""Run every function of the app with a stage's names, and record which of its rights it uses."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import boto3
from moto import mock_aws

import app
from chalicelib import bootstrap
from chalicelib.adapters.telemetry import named
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict
from chalicelib.services.webhooks.administration import send_test
from chalicelib.settings import Settings
from infra.deploy.stages import Stage
from infra.local.aws import lambda_events
from infra.local.environment import REGION, applied
from infra.rights.enforcing import Rights, enforced
from tests.backends.backend import on_moto
from tests.movable_clock import START
from tests.poisoned_due_rows import due_row_of_unknown_kind
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.services.recovery.conftest import Published, Recovering
from tests.services.webhooks.hooks import HANG, OTHER_URL, URL, happened, made, with_receivers
from tests.ses import ses_event
from tests.web.browser_without_script import Site, site_over
from tests.web.requests.stories import FILLED, OUTSIDE
from tests.world import REVIEWER, SETTINGS, World, person, world_over

CONFIRMED = {"authority_confirmed": "true"}
KEYS = {"LINK_KEYS": SETTINGS.link_keys, "AUDIT_KEYS": SETTINGS.audit_keys}


class Rejecting:
    """A mailer whose service rejects everything."""

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(Verdict.GIVE_UP, "MessageRejected")


def at_work(function: str, stage: Stage, rights: Rights) -> None:
    """Start the function like a container of Lambda on this stage, and let it do everything that it does."""
    with on_stage(function, stage, rights) as world, site_over(world):
        STORIES[function](world)


@contextmanager
def on_stage(function: str, stage: Stage, rights: Rights) -> Iterator[World]:
    """Set up a new system on moto with the names and keys in the settings that the function reads on a stage."""
    credentials = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}
    with (
        applied({**stage.variables, **credentials, "AWS_DEFAULT_REGION": REGION}),
        enforced(rights),
        mock_aws(),
    ):
        read = _settings_read(function, stage)
        settings = replace(
            SETTINGS,
            table_name=read.table_name,
            mail_queue=read.mail_queue,
            webhook_queue=read.webhook_queue,
            mail_sender=read.mail_sender,
            event_bus=read.event_bus,
            mail_configuration_set=read.mail_configuration_set,
            link_keys=read.link_keys,
            audit_keys=read.audit_keys,
        )
        with on_moto(settings) as backend:
            yield world_over(backend, settings)


def _settings_read(function: str, stage: Stage) -> Settings:
    secrets = boto3.client("secretsmanager")
    for name, keys in KEYS.items():
        secrets.create_secret(Name=stage.variables[name].removeprefix("secret:"), SecretString=json.dumps(dict(keys)))
    with named(function, "start"):
        settings = bootstrap.settings_of_environment()
        assert settings.link_keys.keys() == settings.audit_keys.keys()
        return settings


def run(function: str, event: Any) -> None:
    """Invoke the function like Lambda, in a container that has not resolved the queue's URL yet."""
    ports = bootstrap.container().ports
    for queue in (ports.queue, ports.webhook_queue):
        queue.__dict__.pop("_url", None)
    getattr(app, function)(event, lambda_events.context(function))


def use_site(world: World) -> None:
    """Use every kind of page of the site."""
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
        _test_webhook(world)
        # Signing out, without a provider to ask for its page.
        with named("api_handler", "sign-out"):
            world.container.sessions.end("s" * 43)


def _test_webhook(world: World) -> None:
    account = Account.of(world, domain="hooked.example")
    webhook = made(world, account_id=account.account_id)
    with named("api_handler", "test-webhook"):
        send_test(world.ports, account.caller(ADMINISTRATOR), account.account_id, webhook.webhook_id)


def _review(site: Site, reviewing: Site, world: World) -> None:
    request = world.submit(domain_identifier="third.example", **OUTSIDE)
    reviewing.get("/reviews")
    page = reviewing.get(f"/requests/{request.request_id}")
    reviewing.followed(reviewing.fill_in(page, "/review", decision="accept"))
    site.post(f"/approvals/{world.token(world.current(request))}/decline", {"reason_code": "not_needed"})


def deliver_queue(world: World) -> None:
    """Deliver deliver_queue mails; some of them fail for good."""
    world.import_account("Near", "near.univ.example", ("admin@univ.example",))
    world.submit()
    _request_access(world)
    _handle("deliver_mail", world.container.settings.mail_queue)
    world.container.__dict__["mail_sender"] = replace(world.container.mail_sender, mailer=Rejecting())
    world.submit(domain_identifier="other.example", customer_emails=("it@other.example",))
    _request_access(world, "second.example")
    _handle("deliver_mail", world.container.settings.mail_queue)


def _handle(function: str, name: str) -> None:
    queue = boto3.client("sqs")
    url = queue.get_queue_url(QueueName=name)["QueueUrl"]
    while messages := queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        run(function, lambda_events.of_queue(messages, name))
        for message in messages:
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def send_to_webhooks(world: World) -> None:
    """Send an event to a webhook that does not answer, and one to another."""
    receivers = with_receivers(world)
    receivers.answers[URL] = HANG
    made(world)
    made(world, OTHER_URL, webhook_id="w2")
    happened(world)
    _handle("deliver_webhooks", world.container.settings.webhook_queue)


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
            run("mail_events", lambda_events.of_topic({"MessageId": "1", "Body": json.dumps(notice)}))


def _recovering(world: World) -> None:
    """Begin the notice of a recovery whose evidence is a proof of the domain."""
    candidate, recovering = person("it@lost.example"), Recovering(world, Account.of(world, domain="lost.example"))
    proof = recovering.prove(candidate, "lost.example")
    recovering.ask(candidate)
    ports = replace(world.ports, txt_lookup=Published(proof))
    world.container = bootstrap.use(replace(world.container, ports=ports))


def sweep(world: World) -> None:
    """Run the schedule with due mails, a reminder, a recovery, an expiry and a row that cannot be handled."""
    world.import_account("Near", "near.univ.example", ("admin@univ.example",))
    world.submit()
    _request_access(world, "second.example")
    due_row_of_unknown_kind(world.table, "later")
    made(world)
    _recovering(world)
    for days in (0, 3, 3, 1, 87):
        world.clock.advance(days=days)
        for _ in range(3):
            run("sweep", lambda_events.of_schedule(START))


STORIES: dict[str, Callable[[World], None]] = {
    "api_handler": use_site,
    "deliver_mail": deliver_queue,
    "deliver_webhooks": send_to_webhooks,
    "mail_events": report_bounces,
    "sweep": sweep,
}
