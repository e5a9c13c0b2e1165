"""Commands of operators on the local run: who a caller was, and events that were given up."""

import json

import botocore.session

from infra.local.aws.lambda_events import given_up, of_topic
from infra.local.environment import EVENTS_GIVEN_UP, MAIL_EVENTS_TOPIC
from tests.contract.cast import Cast
from tests.contract.local_run import Json, Run
from tests.contract.steps import mails_to, submit
from tests.ses import ses_event


def said_by(run: Run, *arguments: str, status: int = 0) -> Json:
    """Run an operator's command, and return what it says."""
    done = run.command("infra.operate", *arguments, "--json")
    assert done.returncode == status, done.stdout + done.stderr
    said: Json = json.loads(done.stdout)
    return said


def test_report_that_was_given_up_is_replayed(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    request = submit(run, by, domain)
    assert mails_to(run, f"it@{domain}", request)
    message = ses_event("Complaint", request["request_id"], "0001-01")
    topic = f"arn:aws:sns:us-east-1:123456789012:{MAIL_EVENTS_TOPIC}"
    event = of_topic({"MessageId": "1", "Body": json.dumps({"TopicArn": topic, "Message": message})})
    environment = run.stack.environment
    queues = botocore.session.get_session().create_client(
        "sqs", region_name=environment["AWS_DEFAULT_REGION"], endpoint_url=environment["AWS_ENDPOINT_URL"]
    )
    url = queues.get_queue_url(QueueName=EVENTS_GIVEN_UP)["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody=json.dumps(given_up("mail_events", event, 3)))
    assert said_by(run, "replay-events") == {"replayed": 1, "superseded": 0, "unreadable": []}
    run.work(schedule=False)
    (nomination,) = run.call("GET", f"/v1/account-requests/{request['request_id']}", by).json()["nominations"]
    assert nomination["delivery"] == "complained"


def test_what_is_no_caller_is_refused(run: Run) -> None:
    assert "no link key" in said_by(run, "caller", "5f2a90c1d3e4b687", status=2)["error"]
