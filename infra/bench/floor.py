"""The least that an app like this can be: one bare Chalice route and one botocore DynamoDB client."""

import os
from typing import Any

import botocore.session
from chalice.app import Chalice

app = Chalice(app_name="floor")
client = botocore.session.get_session().create_client("dynamodb")


@app.route("/healthz")
def health() -> dict[str, str]:
    """Touches nothing."""
    return {"status": "ok"}


@app.route("/readyz")
def readiness() -> dict[str, Any]:
    """One read of a key that does not exist."""
    key = {"pk": {"S": "ACCOUNT#readiness"}, "sk": {"S": "ACCOUNT"}}
    client.get_item(TableName=os.environ["TABLE_NAME"], Key=key, ConsistentRead=True)
    return {"status": "ok"}
