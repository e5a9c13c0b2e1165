"""What each function may do in AWS, action by action, and the policy files that `chalice deploy` reads.

`python -m infra.policies` writes them. `CALLS` are what the product's own code calls, held by a test that
drives every function and listens; `PLATFORM` is what Lambda does in a function's name, each with its reason.
Regions and accounts stay open (`*`), for a role acts in its own account alone; names are the stage's own.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from infra.arguments import refuse_arguments
from infra.deploy.stages import Stage, read_stage, stage_names
from infra.local.state import PROJECT_ROOT

FUNCTIONS = ("api_handler", "deliver_mail", "mail_events", "sweep")

_READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
_WRITE = ("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
# A transaction that depends on a role checks it.
_CHECK = ("dynamodb:ConditionCheckItem",)
_NUDGE = ("sqs:GetQueueUrl", "sqs:SendMessage")

CALLS: Mapping[str, Sequence[str]] = {
    "api_handler": (*_READ, *_WRITE, *_CHECK, *_NUDGE),
    "deliver_mail": ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", *_NUDGE),
    "mail_events": ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", *_NUDGE),
    "sweep": (*_READ, *_WRITE, *_NUDGE),
}
SENDERS = ("deliver_mail", "sweep")
PLATFORM: Mapping[str, Mapping[str, str]] = {
    "*": {
        "logs:CreateLogStream": "Lambda opens a stream for each container; the log group is the stack's",
        "logs:PutLogEvents": "Lambda writes what the function prints",
        "secretsmanager:GetSecretValue": "the start of each container reads the keys that settings refer to",
    },
    "deliver_mail": {
        "sqs:ChangeMessageVisibility": "the event source mapping gives back what failed",
        "sqs:DeleteMessage": "the event source mapping takes away what was handled",
        "sqs:GetQueueAttributes": "the event source mapping looks at the queue before it polls",
        "sqs:ReceiveMessage": "the event source mapping polls",
    },
    # Of every function, on a stage that `.chalice/config.json` has traced.
    "xray": {
        "xray:PutTelemetryRecords": "Lambda tells X-Ray how well its recording goes",
        "xray:PutTraceSegments": "Lambda hands X-Ray what a traced call took",
    },
}
SENDING = {
    "ses:SendEmail": "the API that is called",
    "ses:SendRawEmail": "what IAM asks for beside it when the message is raw MIME",
}


def actions(function: str, traced: bool) -> tuple[str, ...]:
    """Every action of a function, sorted."""
    sending = tuple(SENDING) if function in SENDERS else ()
    platform = (*PLATFORM["*"], *PLATFORM.get(function, {}), *(PLATFORM["xray"] if traced else ()))
    return tuple(sorted({*CALLS[function], *sending, *platform}))


def policy(function: str, stage: Stage) -> dict[str, Any]:
    """The policy of a function on a stage."""
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
        # Chalice names the function of the API after the app alone.
        "logs": [
            f"arn:aws:logs:*:*:log-group:/aws/lambda/smart-account-requests-{stage}:*",
            f"arn:aws:logs:*:*:log-group:/aws/lambda/smart-account-requests-{stage}-*",
        ],
        "secretsmanager": [f"arn:aws:secretsmanager:*:*:secret:smart-account-requests/{stage}/*"],
        # Its segments belong to no resource, so that IAM takes nothing else.
        "xray": ["*"],
    }


def file_of(stage: str, function: str, root: Path = PROJECT_ROOT) -> Path:
    """Where the policy of a function lies."""
    return root / ".chalice" / f"policy-{stage}-{function.replace('_', '-')}.json"


def written(stage: Stage, function: str) -> str:
    """The file's text."""
    return json.dumps(policy(function, stage), indent=2) + "\n"


def main(root: Path = PROJECT_ROOT) -> int:
    """Writes every policy of every stage."""
    for name in stage_names(root):
        for function in FUNCTIONS:
            file_of(name, function, root).write_text(written(read_stage(name, root), function), encoding="utf-8")
    return 0


if __name__ == "__main__":
    refuse_arguments("infra.policies", __doc__, sys.argv[1:])
    sys.exit(main())
