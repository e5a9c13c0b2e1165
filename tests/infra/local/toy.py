"""A toy app for tests of the local stack: it mails queued messages and records SES events."""

import json
import os
from email.message import EmailMessage
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError
from chalice.app import Chalice

from infra.local.app_process import Clock, Product


def client(service: str) -> Any:
    once = Config(retries={"total_max_attempts": 1})
    return botocore.session.get_session().create_client(service, config=once)


class Toy:
    """Stand-in for the module `app`."""

    def __init__(self) -> None:
        self.app: Any = Chalice(app_name="toy")
        self.app.route("/queue/{text}", methods=["POST"])(self.enqueue)
        self.app.route("/who/{name}")(self.who)
        self.reports: list[str] = []
        self.tags: dict[str, list[str]] = {}
        self.refused: list[str] = []
        self.swept = 0
        self.clock: Clock | None = None

    def product(self) -> Product:
        def start(clock: Clock) -> None:
            self.clock = clock

        return Product(start, create_table, lambda _: None, lambda: self)

    def enqueue(self, text: str) -> dict[str, str]:
        queues = client("sqs")
        url = queues.get_queue_url(QueueName=os.environ["MAIL_QUEUE"])["QueueUrl"]
        queues.send_message(QueueUrl=url, MessageBody=text)
        return {"queued": text}

    def who(self, name: str) -> dict[str, str]:
        request = self.app.current_request
        return {"name": name, "seen": request.uri_params["name"], "id": self.app.lambda_context.aws_request_id}

    def deliver_mail(self, event: dict[str, Any], _context: Any) -> None:
        for record in event["Records"]:
            try:
                send(record["body"])
            except ClientError as error:
                self.refused.append(error.response["Error"]["Code"])
                raise

    def sweep(self, event: dict[str, Any], _context: Any) -> None:
        assert event["source"] == "aws.events"
        self.swept += 1

    def mail_events(self, event: dict[str, Any], _context: Any) -> None:
        (record,) = event["Records"]
        assert record["Sns"]["MessageAttributes"] == {}
        event = json.loads(record["Sns"]["Message"])
        self.reports.append(event["eventType"])
        self.tags = event["mail"]["tags"]


def create_table() -> None:
    tables = client("dynamodb")
    if os.environ["TABLE_NAME"] not in tables.list_tables()["TableNames"]:
        tables.create_table(
            TableName=os.environ["TABLE_NAME"],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


def send(text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = os.environ["MAIL_SENDER"], "somebody@x.example"
    message["Subject"] = text
    message.set_content(text)
    client("sesv2").send_email(
        FromEmailAddress=os.environ["MAIL_SENDER"],
        Destination={"ToAddresses": ["somebody@x.example"]},
        Content={"Raw": {"Data": message.as_bytes()}},
        EmailTags=[{"Name": "kind", "Value": "toy"}],
    )
