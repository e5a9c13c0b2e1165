"""The keys of inquiries: a partition for each, and a list for each person."""

from chalicelib.adapters.dynamodb.documents import stamp
from chalicelib.adapters.dynamodb.keys import INQUIRY_ROW, REQUEST_PARTITION, Key, own_partition
from chalicelib.domain.access.inquiry import Inquiry

LIST_PREFIX = "INQUIRY#"


def inquiry(inquiry_id: str) -> Key:
    """An inquiry."""
    return f"{REQUEST_PARTITION}{inquiry_id}", INQUIRY_ROW


def listed_inquiry(found: Inquiry) -> Key:
    """An inquiry in its person's list, by time."""
    return own_partition(found.requester.person_id), f"{LIST_PREFIX}{stamp(found.created_at)}#{found.inquiry_id}"
