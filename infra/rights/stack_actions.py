"""What CloudFormation does with the rights of who deploys: the actions that the stack's resources take.

CloudFormation says in the schema of each type of resource what creating, reading, changing and deleting one takes.
`NOT_NEEDED` leaves out what only properties take that the template does not set.
"""

import importlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from infra.deploy.stack import TEMPLATE

# Types are the same in all regions.
REGION = "us-east-1"
HANDLERS = ("create", "read", "update", "delete")
# Patterns of actions, each with the reason.
NOT_NEEDED: Mapping[str, str] = {
    r"kms:.*": "everything is encrypted by keys of AWS, which need no right",
    r"iam:.*": "no resource is given a role",
    r"apigateway:UpdateRestApiPolicy": "the API has no policy of its own",
    r"(cloudfront|firehose|kinesis|s3tables):.*": "no resource sends anything there, or is served from there",
    r"cognito-idp:AddCustomAttributes": "the user pool has no attributes of its own",
    r"dynamodb:(Associate|Create)TableReplica|dynamodb:(BatchWrite|Delete|Get|Put|Update)Item|dynamodb:(Query|Scan)": (
        "the table has no replicas, whose rows these write"
    ),
    r"dynamodb:(DescribeImport|ImportTable)|s3:GetObject|s3:GetObjectMetadata": "the table is not imported",
    r"dynamodb:(Disable|Enable|Update)KinesisStreamingDestination": "the table has no stream",
    r"dynamodb:(Delete|Put)ResourcePolicy": "the table has no policy of its own",
    r"events:(Put|Remove)Permission|events:UpdateEventBus": "the bus has no policy, key or dead-letter queue",
    r"logs:(CreateLogStream|DescribeLogStreams|PutLogEvents)": "imports of tables write logs",
    r"logs:(Associate|Disassociate)KmsKey|logs:DeleteRetentionPolicy": "log groups keep their key and have a retention",
    r"logs:CreateLogDelivery|logs:(Delete|Put)(DataProtection|Index|Resource)Policy|s3:REST\.PUT\.OBJECT": (
        "log groups deliver nothing and have no policies"
    ),
    r"logs:Put(BearerTokenAuthentication|LogGroupDeletionProtection)": "log groups have neither",
    r"s3:(Delete|Put)Object(Acl)?": "CloudFormation writes no objects",
    r"s3:(Create|Update)BucketMetadata.*|s3:Delete(Bucket.+)": "the bucket loses no setting, and has no metadata table",
    r"s3:Put(Accelerate|Analytics|Encryption|Inventory|Metrics|Replication)Configuration": "the bucket has none",
    r"s3:Put(IntelligentTiering|(Bucket)?ObjectLock)Configuration": "the bucket has neither",
    r"s3:PutBucket(Abac|Acl|CORS|Logging|Notification|Replication|Website)": "the bucket has none of these",
    r"secretsmanager:(RemoveRegionsFromReplication|ReplicateSecretToRegions)": "the stack's secrets have no replicas",
    r"ses:PutConfigurationSet(Archiving|Delivery|Tracking|Vdm)Options": "the configuration set has none of these",
    r"ses:PutEmailIdentity(ConfigurationSet|DkimSigning|Feedback)Attributes": "the identity has none of these",
    r"sns:PutDataProtectionPolicy": "topics have none",
}
# Of what an action is a right, by the key of `people.resources`. The first pattern that fits decides.
RESOURCES: Mapping[str, str] = {
    # AWS knows no resource for these, or asks for the right on all of them.
    r"cloudwatch:DescribeAlarms|cognito-idp:(CreateUserPool|DescribeUserPoolDomain)|logs:Describe.*": "anything",
    r"secretsmanager:GetRandomPassword|ses:DescribeConfigurationSet|sns:Unsubscribe": "anything",
    r"apigateway:.*": "api_and_domain",
    r"cloudwatch:.*": "watching",
    r"cognito-idp:.*": "user_pools",
    r"dynamodb:.*": "table",
    r"events:.*": "event_bus",
    r"logs:.*": "logs_of_stack",
    r"s3:.*": "bucket",
    r"secretsmanager:.*": "secrets",
    # Each of these is a right on one of the two kinds alone; in one statement they are short enough.
    r"ses:.*": "identities_and_configuration_set",
    r"sns:.*": "topics",
    r"sqs:.*": "queues_of_stack",
}


def stack_actions() -> Mapping[str, list[str]]:
    """Return the actions by the key of what they are a right of."""
    found: dict[str, set[str]] = {}
    for action in {action for kind in types_of_template() for action in permissions_of(kind)}:
        if not any(re.fullmatch(pattern, action) for pattern in NOT_NEEDED):
            key = next(key for pattern, key in RESOURCES.items() if re.fullmatch(pattern, action))
            found.setdefault(key, set()).add(action)
    return {key: sorted(found[key]) for key in dict.fromkeys(RESOURCES.values()) if key in found}


def types_of_template() -> set[str]:
    """Return the types of the template's resources."""
    document, faults = _of_linter("cfnlint.decode").decode(str(TEMPLATE))
    if faults:
        raise ValueError(f"{TEMPLATE.name} cannot be read: {faults}")
    return {resource["Type"] for resource in document["Resources"].values()}


def permissions_of(kind: str) -> Iterator[str]:
    """Yield what handling resources of a type takes, by CloudFormation's own schema."""
    schemas = _of_linter("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    handlers = schemas.get_resource_schema(REGION, kind).schema.get("handlers", {})
    for name in HANDLERS:
        yield from handlers.get(name, {}).get("permissions", [])


def _of_linter(module: str) -> Any:
    """Import a module of cfn-lint, which has the schemas: it takes a second, and the local run has no use for it."""
    return importlib.import_module(module)
