"""The keys of recoveries: a partition for each, the list of each candidate, and the list of those under way."""

from chalicelib.adapters.dynamodb.keys import Key, own_partition
from chalicelib.domain.recovery.recovery import Recovery

RECOVERY_ROW = "RECOVERY"
LIST_PREFIX = "RECOVERY#"
UNDER_WAY = "RECOVERIES"
# The shard of the due index in which recoveries wait.
DUE_SHARD = "recoveries"


def recovery(recovery_id: str) -> Key:
    """A recovery; its events and mails are in the same partition, as for every request."""
    return f"REQUEST#{recovery_id}", RECOVERY_ROW


def listed_recovery(found: Recovery) -> Key:
    """A recovery in its candidate's list."""
    return own_partition(found.candidate.person_id), f"{LIST_PREFIX}{found.recovery_id}"


def under_way(recovery_id: str) -> Key:
    """A recovery in the list of those under way."""
    return UNDER_WAY, f"{LIST_PREFIX}{recovery_id}"
