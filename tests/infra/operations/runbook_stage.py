"""Create an object for a runbook's command and print its name: `runbook_stage OBJECT`.

Runs in a process of its own, in the environment of the emulated stage.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace

import botocore.session

from chalicelib import bootstrap
from chalicelib.adapters.caller_pseudonym import caller_pseudonym
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.pynamo_table import SCHEMA, PynamoTable
from chalicelib.adapters.oidc.bearer_tokens import person_id_of
from chalicelib.domain.accounts.importing import read_row
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.submission import Form
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from infra.deploy.stages import read_stage
from infra.local.aws.lambda_events import given_up, of_topic
from infra.operate import address_holders
from infra.operate.outbox import name_of
from tests.callers import caller_of

NAME = read_stage("prod").resource_name
EMPTY_ARCHIVE = b"PK\x05\x06" + bytes(18)
FOR_LAMBDA = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}
PARTNER = Person("partner", MailAddress.parse("partner@reseller.com"), "Paula Partner", "en", frozenset())


def functions() -> str:
    """Create what Chalice would deploy, as far as runbooks name it: functions and rule; and an event given up."""
    session = botocore.session.get_session()
    functions, events = session.create_client("lambda"), session.create_client("events")
    role = session.create_client("iam").create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(FOR_LAMBDA))
    for suffix in ("", "-deliver_mail", "-deliver_webhooks", "-mail_events", "-sweep"):
        function = functions.create_function(
            FunctionName=f"{NAME}{suffix}",
            Runtime="python3.13",
            Role=role["Role"]["Arn"],
            Handler="app.any",
            Code={"ZipFile": EMPTY_ARCHIVE},
        )
    event = of_topic({"MessageId": "1", "Body": json.dumps({"TopicArn": _topic(session), "Message": "{}"})})
    queues = session.create_client("sqs")
    url = queues.get_queue_url(QueueName=f"{NAME}-events-given-up")["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody=json.dumps(given_up("mail_events", event, 3)))
    rule = f"{NAME}-sweep-event"
    events.put_rule(Name=rule, ScheduleExpression="rate(1 minute)")
    events.put_targets(Rule=rule, Targets=[{"Id": "sweep", "Arn": function["FunctionArn"]}])
    return rule


def _topic(session: botocore.session.Session) -> str:
    return str(session.create_client("sns").create_topic(Name=f"{NAME}-mail-events")["TopicArn"])


def caller() -> str:
    """Return the pseudonym of a caller."""
    keys, now = bootstrap.container().settings.link_keys, bootstrap.container().ports.clock.now()
    return str(caller_pseudonym(keys, "203.0.113.7", now))


def reference() -> str:
    """Create a pending request."""
    return _submit("waiting.com").reference


def dead_mail() -> str:
    """Create several dead mails; return the name of one."""
    found = bootstrap.container().ports.store.request_file(_submit("unreachable.com").request_id)
    assert found is not None
    for mail in found.mails:
        bootstrap.container().mail_sender.outbox.record(replace(mail, status=MailStatus.DEAD, due_at=None))
    return name_of(found.mails[0])


def administrator() -> str:
    """Create an account with two administrators; return the address of one."""
    ports = bootstrap.container().ports
    people = ["ada@acme.com", "alan@acme.com"]
    import_batch(ports, [read_row("Acme", ["acme.com"], "", people, ports.rules)])
    return people[0]


def undecided_subject() -> str:
    """Create requests of two persons with one address; return the subject of one."""
    container, subject = bootstrap.container(), "00u1a2b3"
    successor = replace(PARTNER, person_id=person_id_of(container.settings.oidc_issuer, subject))
    _submit("before.com")
    _submit("since.com", successor)
    address_holders.record(container, container.settings.oidc_issuer)
    return subject


def damaged_trail() -> str:
    """Create a request and its copy in a restored table, and remove an event of it; return the request's id."""
    request, container = _submit("damaged.com"), bootstrap.container()
    settings = container.settings
    restored = PynamoTable(f"{settings.table_name}-restored", settings.region)
    if restored.name not in restored.client.list_tables()["TableNames"]:
        restored.client.create_table(TableName=restored.name, **SCHEMA)
    for row in container.table.query(keys.request(request.request_id)[0]).items:
        restored.put(row)
    container.table.delete(keys.event(request.request_id, 1))
    return request.request_id


def _submit(domain: str, by: Person = PARTNER) -> AccountRequest:
    form, ports = Form("A Customer", domain, (f"it@{domain}",)), bootstrap.container().ports
    return submit_request(ports, caller_of(ports, by), form, IdempotencyKey(domain, "body")).request


OBJECTS: Mapping[str, Callable[[], str]] = {
    create.__name__: create
    for create in (functions, caller, reference, dead_mail, administrator, undecided_subject, damaged_trail)
}

if __name__ == "__main__":
    sys.stdout.write(OBJECTS[sys.argv[1]]())
