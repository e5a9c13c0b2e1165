"""IAM policy of each function, and the policy files that `chalice deploy` reads.

`python -m infra.policies` writes the files. `CALLS` lists what the product's own code calls; a test runs every
function and records its calls. `PLATFORM` lists what Lambda does with the function's role, each with its reason.
Partitions, regions and accounts are `*`, since a role acts in its own account only; AWS writes policies of its own so.
Resource names are those of the stage.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamodb.deliveries.keys import PARTITIONS
from infra.arguments import reject_arguments
from infra.deploy.stages import Stage, read_stage, stage_names
from infra.local.state import PROJECT_ROOT
from infra.rights import people

FUNCTIONS = ("api_handler", "deliver_mail", "deliver_webhooks", "mail_events", "sweep")

_GET = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
# Rows of mails, and what the requester's list keeps of them.
_RECORD = ("dynamodb:PutItem", "dynamodb:UpdateItem")
_WRITE = ("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
# A transaction that depends on a role has a condition check on it, and one that ends a recovery on its proof.
_CHECK = ("dynamodb:ConditionCheckItem",)
# For raw MIME messages IAM requires the second action as well.
_SEND = ("ses:SendEmail", "ses:SendRawEmail")
# Each container reads the secrets that its settings refer to, in one call, and looks up a queue's URL before it nudges.
# The call for secrets is of no resource; it gives what the second action allows.
_SECRETS = {
    "secrets": ("secretsmanager:GetSecretValue",),
    "any_secrets": ("secretsmanager:BatchGetSecretValue",),
}
_NUDGE = ("sqs:GetQueueUrl", "sqs:SendMessage")
_ABOUT_REQUESTS = {"queue": _NUDGE, **_SECRETS}
_SENDING = {"identities": _SEND, "configuration_set": _SEND}

# By function and resource.
CALLS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "api_handler": {"table": (*_GET, *_WRITE, *_CHECK), "webhook_queue": _NUDGE, **_ABOUT_REQUESTS},
    "deliver_mail": {"table": (*_GET, *_RECORD), **_ABOUT_REQUESTS, **_SENDING},
    # What receivers answer is read here, so it reaches the rows of webhooks alone.
    "deliver_webhooks": {"webhook_rows": ("dynamodb:GetItem", "dynamodb:PutItem"), **_SECRETS},
    "mail_events": {"table": ("dynamodb:GetItem", *_RECORD, "dynamodb:Query"), **_ABOUT_REQUESTS},
    # The scan is the walk of `services/unit_of_work/sealing.py`.
    "sweep": {
        "table": (*_GET, *_WRITE, *_CHECK, "dynamodb:Scan"),
        "due_index": ("dynamodb:Query",),
        "webhook_queue": _NUDGE,
        **_ABOUT_REQUESTS,
        **_SENDING,
        "event_bus": ("events:PutEvents",),
    },
}
_POLLING = {
    "sqs:DeleteMessage": "the event source mapping deletes handled messages",
    "sqs:GetQueueAttributes": "the event source mapping reads the queue's attributes before it polls",
    "sqs:ReceiveMessage": "the event source mapping polls",
}
PLATFORM: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "*": {
        "logs": {
            "logs:CreateLogStream": "Lambda opens a stream for each container; the stack creates the log group",
            "logs:PutLogEvents": "Lambda writes what the function prints",
        },
    },
    "deliver_mail": {"queue": _POLLING},
    "deliver_webhooks": {"webhook_queue": _POLLING},
    **{
        function: {
            "events_given_up": {
                "sqs:SendMessage": "Lambda puts an event there on which the function failed three times"
            },
        }
        for function in ("mail_events", "sweep")
    },
    # For every function, on stages with `"xray": true` in `.chalice/config.json`.
    "xray": {
        "traces": {
            "xray:PutTelemetryRecords": "Lambda sends telemetry about its tracing",
            "xray:PutTraceSegments": "Lambda sends the segments of traced calls",
        },
    },
}


def platform_actions(function: str, traced: bool) -> Mapping[str, set[str]]:
    """Return what Lambda does with a function's role, by resource."""
    found: dict[str, set[str]] = {}
    for group in ("*", function, *(("xray",) if traced else ())):
        for resource, reasons in PLATFORM.get(group, {}).items():
            found.setdefault(resource, set()).update(reasons)
    return found


def policy(function: str, stage: Stage) -> dict[str, Any]:
    """Build the policy of a function on a stage."""
    platform, calls = platform_actions(function, stage.traced), CALLS[function]
    allowed = {name: sorted({*calls.get(name, ()), *platform.get(name, ())}) for name in resources(stage.variables)}
    conditions = conditions_on(stage.variables)
    statements = [
        {
            "Sid": name.title().replace("_", ""),
            "Effect": "Allow",
            "Action": allowed[name],
            "Resource": patterns,
            **({"Condition": conditions[name]} if name in conditions else {}),
        }
        for name, patterns in resources(stage.variables).items()
        if allowed[name]
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def resources(variables: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Return the patterns of each resource's ARN, with the names in a function's environment variables."""
    table, stage = f"arn:*:dynamodb:*:*:table/{variables['TABLE_NAME']}", variables["STAGE"]
    return {
        "table": [table],
        "webhook_rows": [table],
        "due_index": [f"{table}/index/due"],
        # Chalice names the API's function after app and stage only.
        "logs": [
            f"arn:*:logs:*:*:log-group:/aws/lambda/smart-account-requests-{stage}:*",
            f"arn:*:logs:*:*:log-group:/aws/lambda/smart-account-requests-{stage}-*",
        ],
        "secrets": [f"arn:*:secretsmanager:*:*:secret:smart-account-requests/{stage}/*"],
        "any_secrets": ["*"],
        # In its sandbox SES requires the right on the recipients' identities, too.
        "identities": ["arn:*:ses:*:*:identity/*"],
        "configuration_set": [f"arn:*:ses:*:*:configuration-set/{variables['MAIL_CONFIGURATION_SET']}"],
        "queue": [f"arn:*:sqs:*:*:{variables['MAIL_QUEUE']}"],
        "webhook_queue": [f"arn:*:sqs:*:*:{variables['WEBHOOK_QUEUE']}"],
        # A stage may have none, and then none of this name either.
        "event_bus": [f"arn:*:events:*:*:event-bus/{variables.get('EVENT_BUS', 'none')}"],
        "events_given_up": [f"arn:*:sqs:*:*:smart-account-requests-{stage}-events-given-up"],
        # X-Ray has no resource-level permissions.
        "traces": ["*"],
    }


def conditions_on(variables: Mapping[str, str]) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the conditions under which a resource may be used."""
    return {
        "identities": {"StringEquals": {"ses:FromAddress": parseaddr(variables["MAIL_SENDER"])[1]}},
        # All partition keys of a call, which every action that is allowed here has.
        "webhook_rows": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": f"{PARTITIONS}*"}},
    }


def file_of(stage: str, function: str, root: Path = PROJECT_ROOT) -> Path:
    """Return the path of a function's policy file."""
    return root / ".chalice" / f"policy-{stage}-{function.replace('_', '-')}.json"


def policy_text(stage: Stage, function: str) -> str:
    """Return the content of a policy file."""
    return json.dumps(policy(function, stage), indent=2) + "\n"


def main(root: Path = PROJECT_ROOT) -> int:
    """Write the policy files of all stages, and those of the people behind them."""
    for name in stage_names(root):
        stage = read_stage(name, root)
        for function in FUNCTIONS:
            file_of(name, function, root).write_text(policy_text(stage, function), encoding="utf-8")
        people.write_files(stage, root)
    return 0


if __name__ == "__main__":
    reject_arguments("infra.policies", __doc__, sys.argv[1:])
    sys.exit(main())
