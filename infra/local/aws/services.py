"""SES, SQS, SNS and SSM of the local stack: moto in this process, behind a wrapper.

The wrapper injects faults, reports incoming mails and messages, and serialises calls, since moto is not
thread-safe.
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

from infra.local.aws.fault_injection import SesFault, error_response
from infra.local.aws.lambda_events import Event, given_up
from infra.local.environment import (
    EVENTS_GIVEN_UP,
    MAIL_DEAD_LETTERS,
    MAIL_EVENTS_TOPIC,
    MAIL_QUEUE,
    REGION,
    SENDER_ADDRESS,
    WEBHOOK_QUEUE,
)
from infra.local.tools.mailbox import RawMail

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SEND_EMAIL = "/v2/email/outbound-emails"
MAIL_EVENTS_QUEUE = f"{MAIL_EVENTS_TOPIC}-to-the-app"
MAX_RECEIVES = "5"
VISIBILITY_SECONDS = "60"


def _ignore() -> None:
    """Ignore the call; default until mailbox and worker exist."""


class AwsEndpoint:
    """A WSGI wrapper around moto's application; calls `on_mail` and `on_message` after one was received."""

    def __init__(self, inner: Any) -> None:
        self.fault = SesFault.NONE
        self.on_mail: Callable[[], object] = _ignore
        self.on_message: Callable[[], object] = _ignore
        # By message id: SES publishes a message's tags with its events, but moto does not keep them.
        self._tags: dict[str, dict[str, list[str]]] = {}
        self._inner = inner
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        sends_mail = environ["PATH_INFO"] == SEND_EMAIL and environ["REQUEST_METHOD"] == "POST"
        error = error_response(self.fault) if sends_mail else None
        if error:
            return error(environ, start_response)
        tags = _tags_of(environ) if sends_mail else {}
        with self._one_at_a_time:
            body = list(self._inner(environ, start_response))
            if sends_mail:
                self._keep(tags, body)
        if sends_mail:
            self.on_mail()
        if _is_message(environ):
            self.on_message()
        return body

    def _keep(self, tags: dict[str, list[str]], body: list[bytes]) -> None:
        taken = json.loads(b"".join(body) or b"{}").get("MessageId")
        if taken:
            self._tags[taken] = tags

    def sent_mails(self) -> list[RawMail]:
        """Return all mails that SES has accepted."""
        with self._one_at_a_time:
            taken = [
                mail for mail in ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages if hasattr(mail, "raw_data")
            ]
            return [RawMail(mail.id, mail.destinations, mail.raw_data, self._tags.get(mail.id, {})) for mail in taken]


def _tags_of(environ: "WSGIEnvironment") -> dict[str, list[str]]:
    """Return the message's tags, and restore the request's body, which moto reads next."""
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(sent)
    return {tag["Name"]: [tag["Value"]] for tag in json.loads(sent).get("EmailTags", [])}


def _is_message(environ: "WSGIEnvironment") -> bool:
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    return "SendMessage" in target or "/sns/aws4_request" in environ.get("HTTP_AUTHORIZATION", "")


class _Dispatcher(DomainDispatcherApplication):
    """Moto's, which lists the folders of its package and tries 200 patterns for a host: once, not at each request."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._backend_for_host = cache(super().get_backend_for_host)

    def get_backend_for_host(self, host: str | None) -> Any:
        """Return the name of the service's backend."""
        return self._backend_for_host(host)


def aws_endpoint() -> AwsEndpoint:
    return AwsEndpoint(_Dispatcher())


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def client(service: str) -> Any:
    """Create a client for the emulators named in the environment."""
    return _session().create_client(service, region_name=REGION)


def seed() -> None:
    """Reset the emulators and create the verified sender, the queues and the topic, as the stack's template does.

    The topic feeds a queue, from which the worker invokes the app as SNS would.
    """
    for backends in (ses_backends, sqs_backends, sns_backends):
        backends.reset()
    client("sesv2").create_email_identity(EmailIdentity=SENDER_ADDRESS)
    queues, topics = client("sqs"), client("sns")
    dead_letters = _arn(queues, queues.create_queue(QueueName=MAIL_DEAD_LETTERS)["QueueUrl"])
    redrive = json.dumps({"deadLetterTargetArn": dead_letters, "maxReceiveCount": MAX_RECEIVES})
    attributes = {"VisibilityTimeout": VISIBILITY_SECONDS, "RedrivePolicy": redrive}
    queues.create_queue(QueueName=MAIL_QUEUE, Attributes=attributes)
    queues.create_queue(QueueName=WEBHOOK_QUEUE, Attributes={"VisibilityTimeout": VISIBILITY_SECONDS})
    events = _arn(queues, queues.create_queue(QueueName=MAIL_EVENTS_QUEUE, Attributes=attributes)["QueueUrl"])
    queues.create_queue(QueueName=EVENTS_GIVEN_UP)
    topic = topics.create_topic(Name=MAIL_EVENTS_TOPIC)["TopicArn"]
    topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=events)


def give_up_event(function: str, event: Event, tries: int) -> None:
    """Keep an event on which a function has failed for the last time, as Lambda does at its destination."""
    queues = client("sqs")
    url = queues.get_queue_url(QueueName=EVENTS_GIVEN_UP)["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody=json.dumps(given_up(function, event, tries)))


def publish_mail_event(event: dict[str, Any]) -> None:
    """Publish an event to the topic of SES events."""
    topics = client("sns")
    topic = f"arn:aws:sns:{REGION}:{DEFAULT_ACCOUNT_ID}:{MAIL_EVENTS_TOPIC}"
    topics.publish(TopicArn=topic, Message=json.dumps(event))


def _arn(queues: Any, url: str) -> str:
    attributes = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return str(attributes["QueueArn"])
