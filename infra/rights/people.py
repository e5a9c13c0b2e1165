"""IAM policies of the people behind a stage: who deploys it, what CloudFormation does for them, who operates it.

`python -m infra.policies` writes the files. `DEPLOYER` and `OPERATOR` list what commands call; tests record the calls
of a whole deployment and of every runbook. What the stack takes of who deploys it follows from its template.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.deploy.stages import APP, Stage
from infra.local.state import PROJECT_ROOT
from infra.rights.demands import RESTORING
from infra.rights.stack_actions import stack_actions

# AWS takes so many characters of a managed policy, white space apart.
MOST_CHARACTERS = 6144
FOR_LAMBDA = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
FOR_API_GATEWAY = {"StringEquals": {"iam:PassedToService": "apigateway.amazonaws.com"}}

Actions = Mapping[str, Sequence[str]]

_READ_ROWS = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Scan")
_WRITE_ROWS = ("dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
# By service and what it is used on, as `resources` has it.
DEPLOYER: Actions = {
    "apis": ("apigateway:GET", "apigateway:POST"),
    "api": ("apigateway:DELETE", "apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"),
    # The role by which API Gateway writes logs, of the whole account.
    "gateway_account": ("apigateway:GET", "apigateway:PATCH"),
    "gateway_role": ("iam:AttachRolePolicy", "iam:CreateRole", "iam:GetRole"),
    "gateway_role_of_apis": ("iam:PassRole",),
    "stack": (
        "cloudformation:CreateStack",
        "cloudformation:DeleteStack",
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStacks",
        "cloudformation:UpdateStack",
    ),
    # `migrate` is part of a deployment.
    "table": (*_READ_ROWS, *_WRITE_ROWS, "dynamodb:DeleteTable", "dynamodb:DescribeTable", "dynamodb:Query"),
    "schedule": (
        "events:DeleteRule",
        "events:DescribeRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
    ),
    "roles": (
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListRolePolicies",
        "iam:PutRolePolicy",
    ),
    "roles_of_functions": ("iam:PassRole",),
    "functions": (
        "lambda:AddPermission",
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:DeleteFunctionConcurrency",
        "lambda:GetFunction",
        "lambda:GetFunctionConfiguration",
        "lambda:GetPolicy",
        "lambda:ListTags",
        "lambda:PutFunctionEventInvokeConfig",
        "lambda:RemovePermission",
        "lambda:TagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
    ),
    "mappings": (
        "lambda:DeleteEventSourceMapping",
        "lambda:GetEventSourceMapping",
        "lambda:UpdateEventSourceMapping",
    ),
    "log_groups": ("logs:PutRetentionPolicy",),
    "bucket": ("s3:DeleteBucket", "s3:ListBucket", "s3:ListBucketVersions"),
    "objects": ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject", "s3:PutObject"),
    "secrets": ("secretsmanager:DeleteSecret",),
    "identities": ("ses:GetEmailIdentity",),
    "topics": ("sns:ListSubscriptionsByTopic", "sns:Subscribe"),
    "anything": (
        "lambda:CreateEventSourceMapping",
        "lambda:GetAccountSettings",
        "lambda:ListEventSourceMappings",
        "logs:DescribeLogGroups",
        "ses:GetAccount",
        "sns:GetSubscriptionAttributes",
        "sns:Unsubscribe",
    ),
}
# What the runbooks of docs/operations.md take. A restore writes the new table in the name of its caller.
OPERATOR: Actions = {
    "stack": ("cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks"),
    "user_pools": (
        "cognito-idp:AdminAddUserToGroup",
        "cognito-idp:AdminCreateUser",
        "cognito-idp:AdminGetUser",
    ),
    "identities": ("ses:CreateEmailIdentity",),
    "table": (
        *_READ_ROWS,
        *_WRITE_ROWS,
        "dynamodb:DescribeTable",
        "dynamodb:Query",
        "dynamodb:RestoreTableToPointInTime",
        "dynamodb:UpdateContributorInsights",
    ),
    "due_index": ("dynamodb:Query",),
    "restored_tables": (*RESTORING, "dynamodb:DeleteTable", "dynamodb:DescribeTable"),
    "schedule": ("events:DescribeRule",),
    "event_bus": ("events:DescribeEventBus",),
    "functions": ("lambda:GetFunction", "lambda:UpdateFunctionConfiguration"),
    "function_logs": ("logs:FilterLogEvents", "logs:StartQuery"),
    "gateway_logs": ("logs:StartQuery",),
    "secrets": ("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"),
    "queues": ("sqs:GetQueueUrl", "sqs:PurgeQueue", "sqs:SendMessage"),
    "events_given_up": ("sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"),
    "mail_events": ("sns:Publish",),
    "anything": (
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricStatistics",
        "events:ListRuleNamesByTarget",
        "lambda:GetAccountSettings",
        "logs:GetQueryResults",
        "secretsmanager:BatchGetSecretValue",
        "ses:DeleteSuppressedDestination",
        "ses:GetAccount",
        "ses:ListSuppressedDestinations",
    ),
}


_FUNCTION_LOGS = ("logs:*:*:log-group:/aws/lambda/{name}:*", "logs:*:*:log-group:/aws/lambda/{name}-*")
# The patterns of each resource's ARN, behind `arn:*:`. What has an id instead of a name is any of its kind.
_PATTERNS: Mapping[str, Sequence[str]] = {
    "apis": ("apigateway:*::/restapis",),
    "api_and_domain": (
        *("apigateway:*::/restapis", "apigateway:*::/restapis/*"),
        *("apigateway:*::/domainnames", "apigateway:*::/domainnames/*"),
    ),
    "api": ("apigateway:*::/restapis/*",),
    "gateway_account": ("apigateway:*::/account",),
    "gateway_role": ("iam::*:role/{app}-gateway-logs",),
    "gateway_role_of_apis": ("iam::*:role/{app}-gateway-logs",),
    "gateway_logs": ("logs:*:*:log-group:/aws/apigateway/{name}:*",),
    "stack": ("cloudformation:*:*:stack/{name}/*",),
    "watching": ("cloudwatch:*:*:alarm:{name}-*", "cloudwatch::*:dashboard/{name}"),
    "user_pools": ("cognito-idp:*:*:userpool/*",),
    "table": ("dynamodb:*:*:table/{table}",),
    "due_index": ("dynamodb:*:*:table/{table}/index/due",),
    "restored_tables": ("dynamodb:*:*:table/{table}-*",),
    "schedule": ("events:*:*:rule/{name}-*",),
    # The bus and its archive.
    "event_bus": ("events:*:*:*/{name}",),
    "roles": ("iam::*:role/{name}-*",),
    "roles_of_functions": ("iam::*:role/{name}-*",),
    "functions": ("lambda:*:*:function:{name}", "lambda:*:*:function:{name}-*"),
    "mappings": ("lambda:*:*:event-source-mapping:*",),
    "function_logs": _FUNCTION_LOGS,
    "logs_of_stack": (*_FUNCTION_LOGS, "logs:*:*:log-group:/aws/apigateway/{name}:*"),
    "log_groups": (*_FUNCTION_LOGS, "logs:*:*:log-group:API-Gateway-Execution-Logs_*"),
    "bucket": ("s3:::{name}-*",),
    "objects": ("s3:::{name}-*/*",),
    "secrets": ("secretsmanager:*:*:secret:{app}/{stage}/*",),
    "identities": ("ses:*:*:identity/*",),
    "identities_and_configuration_set": ("ses:*:*:identity/*", "ses:*:*:configuration-set/{configuration_set}"),
    "topics": ("sns:*:*:{name}-*",),
    "mail_events": ("sns:*:*:{name}-mail-events",),
    "queues": ("sqs:*:*:{queue}*",),
    "queues_of_stack": ("sqs:*:*:{name}-*",),
    "events_given_up": ("sqs:*:*:{name}-events-given-up",),
}


def resources(stage: Stage) -> Mapping[str, list[str]]:
    """Return the patterns of each resource's ARN on a stage; `anything` is for actions of which AWS knows none."""
    names = {
        "app": APP,
        "stage": stage.name,
        "name": stage.resource_name,
        "table": stage.variables["TABLE_NAME"],
        "queue": stage.variables["MAIL_QUEUE"],
        "configuration_set": stage.variables["MAIL_CONFIGURATION_SET"],
    }
    named = {key: [f"arn:*:{text.format(**names)}" for text in texts] for key, texts in _PATTERNS.items()}
    return {"anything": ["*"], **named}


CONDITIONS: Mapping[str, Mapping[str, Any]] = {
    "roles_of_functions": FOR_LAMBDA,
    "gateway_role_of_apis": FOR_API_GATEWAY,
}
# By the name of the policy. Whoever deploys needs the first two: AWS limits the length of each.
PEOPLE: Mapping[str, Callable[[], Actions]] = {
    "deployer": lambda: DEPLOYER,
    "deployer-stack": stack_actions,
    "operator": lambda: OPERATOR,
}


def document(person: str, stage: Stage) -> dict[str, Any]:
    """Build a policy."""
    patterns = resources(stage)
    statements = [
        {
            "Sid": name.title().replace("_", ""),
            "Effect": "Allow",
            "Action": sorted(actions),
            "Resource": patterns[name],
            **({"Condition": CONDITIONS[name]} if name in CONDITIONS else {}),
        }
        for name, actions in PEOPLE[person]().items()
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def file_of(person: str, stage: str, root: Path = PROJECT_ROOT) -> Path:
    """Return the path of a policy file."""
    return root / "infra" / "rights" / "files" / f"{person}-{stage}.json"


def text_of(person: str, stage: Stage) -> str:
    """Return the content of a policy file."""
    return json.dumps(document(person, stage), indent=2) + "\n"


def write_files(stage: Stage, root: Path = PROJECT_ROOT) -> None:
    """Write the policy files of a stage."""
    for person in PEOPLE:
        file_of(person, stage.name, root).write_text(text_of(person, stage), encoding="utf-8")
