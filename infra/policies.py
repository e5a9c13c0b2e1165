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

from infra.local.state import PROJECT_ROOT

CHALICE = PROJECT_ROOT / ".chalice"
FUNCTIONS = ("api_handler", "deliver_mail", "mail_events", "sweep")

_READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
_WRITE = ("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
_NUDGE = ("sqs:GetQueueUrl", "sqs:SendMessage")

CALLS: Mapping[str, Sequence[str]] = {
    "api_handler": (*_READ, *_WRITE, *_NUDGE),
    "deliver_mail": ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", *_NUDGE),
    "mail_events": ("dynamodb:PutItem", "dynamodb:Query", *_NUDGE),
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
}
SENDING = {
    "ses:SendEmail": "the API that is called",
    "ses:SendRawEmail": "what IAM asks for beside it when the message is raw MIME",
}


def actions(function: str) -> tuple[str, ...]:
    """Every action of a function, sorted."""
    sending = tuple(SENDING) if function in SENDERS else ()
    platform = (*PLATFORM["*"], *PLATFORM.get(function, {}))
    return tuple(sorted({*CALLS[function], *sending, *platform}))


def policy(function: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """The policy of a function on the stage with these environment variables."""
    resources = _resources(variables)
    services = sorted({action.partition(":")[0] for action in actions(function)})
    statements = [
        {
            "Sid": service.capitalize(),
            "Effect": "Allow",
            "Action": [action for action in actions(function) if action.startswith(f"{service}:")],
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
    }


def file_of(stage: str, function: str) -> Path:
    """Where the policy of a function lies."""
    return CHALICE / f"policy-{stage}-{function.replace('_', '-')}.json"


def configuration() -> Any:
    """What `.chalice/config.json` says."""
    return json.loads((CHALICE / "config.json").read_text(encoding="utf-8"))


def written(stage: str, function: str) -> str:
    """The file's text."""
    variables = configuration()["stages"][stage]["environment_variables"]
    return json.dumps(policy(function, variables), indent=2) + "\n"


def main() -> int:
    """Writes every policy of every stage."""
    for stage in configuration()["stages"]:
        for function in FUNCTIONS:
            file_of(stage, function).write_text(written(stage, function), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
