"""IAM policy of each function, and the policy files that `chalice deploy` reads.

`python -m infra.policies` writes the files. `CALLS` lists what the product's own code calls; a test runs every
function and records its calls. `PLATFORM` lists what Lambda does with the function's role, each with its reason.
Regions and accounts are `*`, since a role acts in its own account only; resource names are those of the stage.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from infra.arguments import reject_arguments
from infra.deploy.stages import Stage, read_stage, stage_names
from infra.local.state import PROJECT_ROOT

FUNCTIONS = ("api_handler", "deliver_mail", "mail_events", "sweep")

_READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
_WRITE = ("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
# A transaction that depends on a role has a condition check on it.
_CHECK = ("dynamodb:ConditionCheckItem",)
_NUDGE = ("sqs:GetQueueUrl", "sqs:SendMessage")

CALLS: Mapping[str, Sequence[str]] = {
    "api_handler": (*_READ, *_WRITE, *_CHECK, *_NUDGE),
    "deliver_mail": ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", *_NUDGE),
    "mail_events": ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", *_NUDGE),
    # The scan is the walk of `services/unit_of_work/sealing.py`.
    "sweep": (*_READ, *_WRITE, *_NUDGE, "dynamodb:Scan"),
}
SENDERS = ("deliver_mail", "sweep")
PLATFORM: Mapping[str, Mapping[str, str]] = {
    "*": {
        "logs:CreateLogStream": "Lambda opens a stream for each container; the stack creates the log group",
        "logs:PutLogEvents": "Lambda writes what the function prints",
        "secretsmanager:GetSecretValue": "each container reads the keys that its settings refer to when it starts",
    },
    "deliver_mail": {
        "sqs:ChangeMessageVisibility": "the event source mapping returns failed messages",
        "sqs:DeleteMessage": "the event source mapping deletes handled messages",
        "sqs:GetQueueAttributes": "the event source mapping reads the queue's attributes before it polls",
        "sqs:ReceiveMessage": "the event source mapping polls",
    },
    # For every function, on stages with `"xray": true` in `.chalice/config.json`.
    "xray": {
        "xray:PutTelemetryRecords": "Lambda sends telemetry about its tracing",
        "xray:PutTraceSegments": "Lambda sends the segments of traced calls",
    },
}
SENDING = {
    "ses:SendEmail": "the API operation",
    "ses:SendRawEmail": "IAM requires it as well for raw MIME messages",
}


def actions(function: str, traced: bool) -> tuple[str, ...]:
    """Return the actions of a function, sorted."""
    sending = tuple(SENDING) if function in SENDERS else ()
    platform = (*PLATFORM["*"], *PLATFORM.get(function, {}), *(PLATFORM["xray"] if traced else ()))
    return tuple(sorted({*CALLS[function], *sending, *platform}))


def policy(function: str, stage: Stage) -> dict[str, Any]:
    """Build the policy of a function on a stage."""
    resources = _resources(stage.variables)
    allowed = actions(function, stage.traced)
    services = sorted({action.partition(":")[0] for action in allowed})
    statements = [
        {
            "Sid": service.capitalize(),
            "Effect": "Allow",
            "Action": [action for action in allowed if action.startswith(f"{service}:")],
            "Resource": resources[service],
        }
        for service in services
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def _resources(variables: Mapping[str, str]) -> Mapping[str, list[str]]:
    table, stage = variables["TABLE_NAME"], variables["STAGE"]
    domain = parseaddr(variables["MAIL_SENDER"])[1].partition("@")[2]
    return {
        "dynamodb": [f"arn:aws:dynamodb:*:*:table/{table}", f"arn:aws:dynamodb:*:*:table/{table}/index/due"],
        "sqs": [f"arn:aws:sqs:*:*:{variables['MAIL_QUEUE']}"],
        "ses": [
            f"arn:aws:ses:*:*:identity/{domain}",
            f"arn:aws:ses:*:*:configuration-set/{variables['MAIL_CONFIGURATION_SET']}",
        ],
        # Chalice names the API's function after app and stage only.
        "logs": [
            f"arn:aws:logs:*:*:log-group:/aws/lambda/smart-account-requests-{stage}:*",
            f"arn:aws:logs:*:*:log-group:/aws/lambda/smart-account-requests-{stage}-*",
        ],
        "secretsmanager": [f"arn:aws:secretsmanager:*:*:secret:smart-account-requests/{stage}/*"],
        # X-Ray has no resource-level permissions.
        "xray": ["*"],
    }


def file_of(stage: str, function: str, root: Path = PROJECT_ROOT) -> Path:
    """Return the path of a function's policy file."""
    return root / ".chalice" / f"policy-{stage}-{function.replace('_', '-')}.json"


def policy_text(stage: Stage, function: str) -> str:
    """Return the content of a policy file."""
    return json.dumps(policy(function, stage), indent=2) + "\n"


def main(root: Path = PROJECT_ROOT) -> int:
    """Write the policy files of all stages."""
    for name in stage_names(root):
        for function in FUNCTIONS:
            file_of(name, function, root).write_text(policy_text(read_stage(name, root), function), encoding="utf-8")
    return 0


if __name__ == "__main__":
    reject_arguments("infra.policies", __doc__, sys.argv[1:])
    sys.exit(main())
