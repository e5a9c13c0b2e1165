"""Errors of PynamoDB as `busy` if a later call may succeed, as `StaleState`, or as a fault."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException, TransactWriteError

from chalicelib.adapters.dynamodb.items import row_of
from chalicelib.adapters.dynamodb.table import StaleRow
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.ports import StaleState

# What the SDK does not retry by itself, or gives up on: a later try of the same call can succeed.
PASSING = frozenset(
    {
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
        "ReplicatedWriteConflictException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InternalServerErrorException",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
    }
)
CONDITION_FAILED = frozenset({"ConditionalCheckFailedException", "ConditionalCheckFailed"})
# From here on an answer's HTTP status says that the service failed, by whatever name.
SERVICE_FAILED = 500


@contextmanager
def reading() -> Iterator[None]:
    """Wrap a single call: timeouts, throttling and lost connections become `busy`; everything else is raised."""
    try:
        yield
    except PynamoDBException as error:
        if is_passing(error):
            raise Refused(Problem.BUSY) from error
        raise


@contextmanager
def writing() -> Iterator[None]:
    """Wrap a write like `reading`; a failed condition becomes `StaleState`."""
    with reading():
        try:
            yield
        except PynamoDBException as error:
            if _codes(error) & CONDITION_FAILED:
                raise next(_told_rows(error), StaleState()) from error
            raise


def _told_rows(error: PynamoDBException) -> Iterator[StaleRow]:
    """Yield the rows that the reasons of a cancelled transaction tell."""
    reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else ()
    yield from (StaleRow(row_of(reason.raw_item)) for reason in reasons if reason and reason.raw_item)


def is_passing(error: PynamoDBException) -> bool:
    """Whether the same call may succeed later: there was no answer, or every reason in it is temporary."""
    return _codes(error) <= PASSING or _http_status(error) >= SERVICE_FAILED


def error_code(error: PynamoDBException) -> str | None:
    """The service's code; None when no answer came, which leaves the outcome unknown.

    PynamoDB's own `cause_response_code` raises AttributeError in that case (6.1).
    """
    response = getattr(error.cause, "response", None) or {}
    code = response.get("Error", {}).get("Code")
    return str(code) if code else None


def _codes(error: PynamoDBException) -> frozenset[str]:
    """Return the reasons of the failure; empty if the answer was lost, in which case a retry is safe."""
    told = error.cancellation_reasons if isinstance(error, TransactWriteError) else ()
    reasons = frozenset(reason.code for reason in told if reason)
    code = error_code(error)
    return reasons or frozenset([code] if code else [])


def _http_status(error: PynamoDBException) -> int:
    """Return the HTTP status, which PynamoDB keeps only in the error's cause; 0 without an answer."""
    response = getattr(error.cause and error.cause.__cause__, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
