"""SES, SQS, SNS and SSM of the local run: moto in this process, behind a front door of our own.

The front door makes the weather, tells when a mail or a message came in, and lets in one call at a time, for
moto is not safe under threads.
"""

import io
import json
import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from infra.local.aws.fault_injection import Weather, answer
from infra.local.environment import (
    MAIL_DEAD_LETTERS,
    MAIL_EVENTS_TOPIC,
    MAIL_QUEUE,
    REGION,
    SENDER_ADDRESS,
)
from infra.local.tools.mailbox import RawMail

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SEND_EMAIL = "/v2/email/outbound-emails"
MAIL_EVENTS_QUEUE = f"{MAIL_EVENTS_TOPIC}-to-the-app"
MAX_RECEIVES = "5"
VISIBILITY_SECONDS = "60"


def _nobody_listens() -> None:
    """Until the mailbox and the worker are there."""


class FrontDoor:
    """A WSGI application around moto's; `on_mail` and `on_message` are called after one came in."""

    def __init__(self, inner: Any) -> None:
        self.weather = Weather.NONE
        self.on_mail: Callable[[], object] = _nobody_listens
        self.on_message: Callable[[], object] = _nobody_listens
        # By message id: SES publishes a message's tags with its events, and moto forgets them.
        self.tags: dict[str, dict[str, list[str]]] = {}
        self._inner = inner
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        sends_mail = environ["PATH_INFO"] == SEND_EMAIL and environ["REQUEST_METHOD"] == "POST"
        storm = answer(self.weather) if sends_mail else None
        if storm:
            return storm(environ, start_response)
        tags = _tags_of(environ) if sends_mail else {}
        with self._one_at_a_time:
            body = list(self._inner(environ, start_response))
        if sends_mail:
            self._keep(tags, body)
            self.on_mail()
        if _brings_a_message(environ):
            self.on_message()
        return body

    def _keep(self, tags: dict[str, list[str]], body: list[bytes]) -> None:
        taken = json.loads(b"".join(body) or b"{}").get("MessageId")
        if taken:
            self.tags[taken] = tags


def _tags_of(environ: "WSGIEnvironment") -> dict[str, list[str]]:
    """The message's tags; what was read of the request is put back for whoever reads it next."""
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(sent)
    return {tag["Name"]: [tag["Value"]] for tag in json.loads(sent).get("EmailTags", [])}


def _brings_a_message(environ: "WSGIEnvironment") -> bool:
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    return "SendMessage" in target or "/sns/aws4_request" in environ.get("HTTP_AUTHORIZATION", "")


def front_door() -> FrontDoor:
    return FrontDoor(DomainDispatcherApplication(create_backend_app))


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def client(service: str) -> Any:
    """A client of the emulators that the present environment names."""
    return _session().create_client(service, region_name=REGION)


def sent_mails() -> list[RawMail]:
    """What SES took so far; moto keeps the whole source of a raw mail."""
    taken = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    return [RawMail(mail.id, mail.destinations, mail.raw_data) for mail in taken if hasattr(mail, "raw_data")]


def seed() -> None:
    """The verified sender, the queues and the topic of `infra`'s template, on emulators as good as new.

    The topic feeds a queue, from which the worker calls the app as SNS would.
    """
    for backends in (ses_backends, sqs_backends, sns_backends):
        backends.reset()
    client("sesv2").create_email_identity(EmailIdentity=SENDER_ADDRESS)
    queues, topics = client("sqs"), client("sns")
    dead_letters = _arn(queues, queues.create_queue(QueueName=MAIL_DEAD_LETTERS)["QueueUrl"])
    redrive = json.dumps({"deadLetterTargetArn": dead_letters, "maxReceiveCount": MAX_RECEIVES})
    attributes = {"VisibilityTimeout": VISIBILITY_SECONDS, "RedrivePolicy": redrive}
    queues.create_queue(QueueName=MAIL_QUEUE, Attributes=attributes)
    events = _arn(queues, queues.create_queue(QueueName=MAIL_EVENTS_QUEUE, Attributes=attributes)["QueueUrl"])
    topic = topics.create_topic(Name=MAIL_EVENTS_TOPIC)["TopicArn"]
    topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=events)


def publish_mail_event(event: dict[str, Any]) -> None:
    """To the topic of SES's own reports."""
    topics = client("sns")
    topic = f"arn:aws:sns:{REGION}:{DEFAULT_ACCOUNT_ID}:{MAIL_EVENTS_TOPIC}"
    topics.publish(TopicArn=topic, Message=json.dumps(event))


def _arn(queues: Any, url: str) -> str:
    attributes = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return str(attributes["QueueArn"])
