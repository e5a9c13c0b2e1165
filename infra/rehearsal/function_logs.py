"""Log lines of the deployed functions, from CloudWatch Logs."""

import boto3


def logged() -> list[str]:
    """Return all lines of all functions."""
    logs = boto3.client("logs")
    groups = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix="/aws/lambda/")
    names = [group["logGroupName"] for page in groups for group in page["logGroups"]]
    read = logs.get_paginator("filter_log_events")
    pages = [page for name in names for page in read.paginate(logGroupName=name)]
    return [line for page in pages for event in page["events"] for line in event["message"].splitlines()]
