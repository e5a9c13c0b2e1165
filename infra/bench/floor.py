"""A minimal app for comparison: bare Chalice routes and one botocore DynamoDB client."""

import os
from typing import Any

import botocore.session
from chalice.app import Chalice

app = Chalice(app_name="floor")
client = botocore.session.get_session().create_client("dynamodb")


@app.route("/healthz")
def health() -> dict[str, str]:
    """Respond without any I/O."""
    return {"status": "ok"}


@app.route("/readyz")
def readiness() -> dict[str, Any]:
    """Respond after reading a key that does not exist."""
    key = {"pk": {"S": "ACCOUNT#readiness"}, "sk": {"S": "ACCOUNT"}}
    client.get_item(TableName=os.environ["TABLE_NAME"], Key=key, ConsistentRead=True)
    return {"status": "ok"}
