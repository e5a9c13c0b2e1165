"""Events with which AWS invokes the app's functions, as Lambda passes them."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalice.local import LambdaContext

from infra.local.environment import REGION
from infra.local.tools.mailbox import Mail, rfc3339

ACCOUNT = "123456789012"
MEMORY_MB = 512
TIMEOUT_MS = 29_000

Event = dict[str, Any]
SqsMessage = Mapping[str, Any]

# Event type, name of its member, recipients' key in that member, further fields; from the SES developer guide,
# "Examples of event data that Amazon SES publishes to Amazon SNS".
MAIL_EVENTS: Mapping[str, tuple[str, str, str, Event]] = {
    "delivery": (
        "Delivery",
        "delivery",
        "recipients",
        {"smtpResponse": "250 ok", "processingTimeMillis": 500},
    ),
    "bounce": (
        "Bounce",
        "bounce",
        "bouncedRecipients",
        {"bounceType": "Permanent", "bounceSubType": "General", "feedbackId": "local"},
    ),
    "passing-bounce": (
        "Bounce",
        "bounce",
        "bouncedRecipients",
        {"bounceType": "Transient", "bounceSubType": "General", "feedbackId": "local"},
    ),
    "complaint": (
        "Complaint",
        "complaint",
        "complainedRecipients",
        {"complaintFeedbackType": "abuse", "feedbackId": "local"},
    ),
    "not-spam": (
        "Complaint",
        "complaint",
        "complainedRecipients",
        {"complaintFeedbackType": "not-spam", "feedbackId": "local"},
    ),
    "delay": ("DeliveryDelay", "deliveryDelay", "delayedRecipients", {"delayType": "MailboxFull"}),
    "reject": ("Reject", "reject", "", {"reason": "Bad content"}),
}


def context(function: str) -> Any:
    """Build the context object that Lambda passes along with the event."""
    made = LambdaContext(function, MEMORY_MB, TIMEOUT_MS)
    made.invoked_function_arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    return made


def of_queue(messages: Sequence[SqsMessage], queue: str) -> Event:
    """Build the event of a batch from the event source mapping of a queue."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": message.get("MessageAttributes", {}),
                "md5OfBody": message.get("MD5OfBody", ""),
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }


def of_topic(message: SqsMessage) -> Event:
    """Build the event of an SNS notification from the message of a subscribed queue.

    `MessageAttributes` is always present, as on AWS: Chalice requires it.
    """
    notification = json.loads(message["Body"])
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": f"{notification['TopicArn']}:{message['MessageId']}",
        "Sns": {"Subject": None, "MessageAttributes": {}} | notification,
    }
    return {"Records": [record]}


def of_schedule(now: datetime) -> Event:
    """Build the scheduled event of EventBridge."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/sweep"],
        "detail": {},
    }


def given_up(function: str, event: Event, tries: int) -> Event:
    """Build the record that Lambda sends to the destination of an event on which the function failed.

    "Adding a destination" in the Lambda developer guide.
    """
    return {
        "version": "1.0",
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": f"{context(function).invoked_function_arn}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": tries,
        },
        "requestPayload": event,
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
    }


def of_mail(kind: str, mail: Mail, tags: Mapping[str, Sequence[str]], now: datetime) -> Event:
    """Build the event that SES publishes about a message with these tags; `kind` is a key of `MAIL_EVENTS`."""
    event_type, member, recipients_key, fields = MAIL_EVENTS[kind]
    recipients = [{"emailAddress": address} for address in mail.to] if recipients_key != "recipients" else list(mail.to)
    if recipients_key:
        fields = {**fields, recipients_key: recipients, "timestamp": rfc3339(now)}
    return {
        "eventType": event_type,
        "mail": {
            "timestamp": rfc3339(mail.sent_at),
            "messageId": mail.id,
            "source": mail.sender,
            "sendingAccountId": ACCOUNT,
            "destination": list(mail.to),
            "headersTruncated": False,
            "headers": [{"name": name, "value": value} for name, value in mail.headers.items()],
            "commonHeaders": {"from": [mail.sender], "to": list(mail.to), "subject": mail.subject},
            "tags": {name: list(values) for name, values in tags.items()},
        },
        member: fields,
    }
