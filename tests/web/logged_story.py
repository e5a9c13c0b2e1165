"""A whole journey with faults on the way: people say things, and every collaborator quotes them as it fails."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import pytest

import app as functions
from chalicelib import bootstrap
from chalicelib.bootstrap import Container, InvocationFailed
from chalicelib.domain.mails import Mail, MailStatus
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.mail.sender import OutgoingMail
from infra.bench.events import get
from infra.local.aws import lambda_events
from tests.ses import ses_event
from tests.web.approvals.states import TICKED
from tests.web.browser_without_script import Answer, Site

NAME = "Institut Zéphyr"
REASON = "Our contract ended in spring."
QUERY = "zephyrous query"
FORM = {
    "account_name": NAME,
    "domain_identifier": "zephyr.example",
    "customer_emails/0": "it@zephyr.example",
    "customer_emails/1": "deputy@zephyr.example",
    "customer_language": "fr",
    "note_to_customer": "For order 4711, as agreed.",
    "note_to_reviewer": "Met them in Lyon.",
}
MESSAGE = {"email": "head@zephyr.example", "message": "This one is yours."}
SAID = (*FORM.values(), *MESSAGE.values(), REASON, QUERY, "partner@reseller.example", "Pat Partner")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
PRIVATE = tuple(one for one in SAID if one != "fr")


class Quoting:
    """A collaborator that fails at everything, and quotes what somebody has said."""

    def __getattr__(self, name: str) -> Any:
        raise LookupError(f"{name}: {', '.join(PRIVATE)}")


class QuotingMailer:
    """The mail service quotes the recipient in its failure."""

    def send(self, mail: OutgoingMail) -> str:
        raise LookupError(f"{mail.recipient} is nobody")


def broken(container: Container) -> Container:
    """The system with its database gone."""
    return replace(container, ports=replace(container.ports, store=Quoting()))


class Story:
    """Searched, sent, looked at, forwarded, declined; database and mail service fail on the way."""

    def __init__(self, site: Site) -> None:
        self.site, self.partner = site, site.signed_in()
        self.tokens: list[str] = []

    def walk(self) -> None:
        """From the search to the decline."""
        self.partner.get(f"/accounts?q={quote_plus(QUERY)}")
        request = self._send()
        link = self._link(request, "1")
        self.site.get(link, Accept="text/html")
        self.site.send("HEAD", link, {})
        self.site.post(f"{link}/forward", MESSAGE)
        self.site.get(f"/v1{link}", Accept="application/json")
        self._trouble(self._link(request, "3"))
        self.site.post(f"{self._link(request, '2')}/decline", {"reason_code": "other", "reason": REASON})
        self.site.post(f"{link}/renew")
        self._functions(request)

    def _send(self) -> AccountRequest:
        page = self.partner.fill_in(self.partner.get("/requests/new"), "/requests/check", **FORM)
        sent: Answer = self.partner.fill_in(page, "/requests")
        assert sent.status == 303, sent.text
        store = self.site.world.ports.store
        (mine,) = store.requests_of("person-of-partner@reseller.example", 5, None).items
        return mine.request

    def _link(self, request: AccountRequest, nomination_id: str) -> str:
        self.tokens.append(self.site.world.token(request, nomination_id))
        return f"/approvals/{self.tokens[-1]}"

    def _trouble(self, link: str) -> None:
        """What goes wrong in a call: nothing there, nothing allowed, and the database gone."""
        functions.app(get("/{proxy+}", {"proxy+": f"nowhere{link}"}), None)
        self.site.send("DELETE", link, {})
        self.site.get(f"{link}x")
        container = self.site.world.container
        bootstrap.use(broken(container))
        for answer in (
            self.site.get(link),
            self.site.get(f"/v1{link}"),
            self.site.post(f"{link}/approve", TICKED),
        ):
            assert answer.status == 500
        report = functions.mail_events(self._report(), lambda_events.context("mail_events"))
        assert report == {"known": False}
        vars(container)["mail_sender"] = replace(office := container.mail_sender, outbox=Quoting())
        bootstrap.use(container)
        with pytest.raises(InvocationFailed) as failed:
            functions.sweep(lambda_events.of_schedule(NOW), lambda_events.context("sweep"))
        assert str(failed.value) == "LookupError"
        vars(container)["mail_sender"] = office

    def _functions(self, request: AccountRequest) -> None:
        world = self.site.world
        failing = replace(world.container)
        vars(failing)["mail_sender"] = replace(world.container.mail_sender, mailer=QuotingMailer())
        bootstrap.use(failing)
        assert functions.sweep(lambda_events.of_schedule(NOW), lambda_events.context("sweep")) == {"sent": 0}
        bootstrap.use(world.container)
        world.clock.advance(hours=2)
        assert functions.sweep(lambda_events.of_schedule(NOW), lambda_events.context("sweep"))["sent"] > 0
        functions.mail_events(self._report(self._sent_mail(request)), lambda_events.context("mail_events"))

    def _sent_mail(self, request: AccountRequest) -> Mail:
        found = self.site.world.ports.store.request_file(request.request_id)
        assert found is not None
        return next(mail for mail in found.mails if mail.status is MailStatus.SENT)

    def _report(self, mail: Mail | None = None) -> lambda_events.Event:
        named = (mail.request_id, mail.mail_id) if mail else ("a-request", "a-mail")
        notice = {"TopicArn": "arn:topic", "Message": ses_event("Reject", *named), "MessageAttributes": {}}
        return lambda_events.of_topic({"Body": json.dumps(notice), "MessageId": "1"})
