"""Keys of webhooks: all that the function that sends may touch lies in partitions of their own, one an account."""

from chalicelib.adapters.dynamodb.keys import Key

# Policies name it.
PARTITIONS = "WEBHOOK#"
WEBHOOK_PREFIX, DELIVERY_PREFIX = "ENDPOINT#", "DELIVERY#"
# Shards of the due index: deliveries that are due, and webhooks whose end is to be told.
DUE_DELIVERIES, DUE_WEBHOOKS = "WEBHOOK#DELIVERIES", "WEBHOOK#ENDS"


def partition(account_id: str) -> str:
    """Where the webhooks of an account lie, with their deliveries."""
    return f"{PARTITIONS}{account_id}"


def webhook(account_id: str, webhook_id: str) -> Key:
    """A webhook."""
    return partition(account_id), f"{WEBHOOK_PREFIX}{webhook_id}"


def deliveries(webhook_id: str) -> str:
    """How the sort keys of a webhook's deliveries begin; their ids are in the order of time."""
    return f"{DELIVERY_PREFIX}{webhook_id}#"


def delivery(account_id: str, webhook_id: str, delivery_id: str) -> Key:
    """A delivery."""
    return partition(account_id), f"{deliveries(webhook_id)}{delivery_id}"
