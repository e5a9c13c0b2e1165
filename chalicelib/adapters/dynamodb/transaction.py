"""One commit, one TransactWriteItems: safe to repeat when the answer was lost, patient with conflicts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamodb.access_mapping import writes_of
from chalicelib.adapters.dynamodb.record import connection
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.writes import Write

TRIES = 5
FIRST_PAUSE_SECONDS = 0.05

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
CONDITION_FAILED = "ConditionalCheckFailedException"
# From here on an answer's HTTP status says that the service failed, by whatever name.
SERVICE_FAILED = 500


def commit(changes: Sequence[Write], token: str, pause: Callable[[float], None]) -> None:
    """Commits all changes or none.

    Every try carries the same client request token and writes built anew from the same changes, so a try
    whose answer was lost is not applied twice. Raises `StaleState` when a condition failed, `busy` when
    the database stays in the way.
    """
    for number in range(TRIES):
        try:
            _write(changes, token)
        except TransactWriteError as error:
            if "ConditionalCheckFailed" in _codes(error):
                raise StaleState from error
            if not is_passing(error):
                raise
        else:
            return
        pause(FIRST_PAUSE_SECONDS * 2**number)
    raise Refused(Problem.BUSY)


@contextmanager
def reading() -> Iterator[None]:
    """Wrap a single call: a database that is slow, throttled or out of reach is `busy`, all else is raised."""
    try:
        yield
    except PynamoDBException as error:
        if is_passing(error):
            raise Refused(Problem.BUSY) from error
        raise


@contextmanager
def writing() -> Iterator[None]:
    """Wrap a write of one record: as `reading` does, and a condition that failed is `StaleState`."""
    try:
        with reading():
            yield
    except PynamoDBException as error:
        if error_code(error) == CONDITION_FAILED:
            raise StaleState from error
        raise


def is_passing(error: PynamoDBException) -> bool:
    """Whether the same call may succeed later: no answer came, or every reason in it will pass."""
    return _codes(error) <= PASSING or _http_status(error) >= SERVICE_FAILED


def error_code(error: PynamoDBException) -> str | None:
    """The service's code; None when no answer came, which leaves the outcome unknown.

    PynamoDB's own `cause_response_code` raises AttributeError in that case (6.1).
    """
    response = getattr(error.cause, "response", None) or {}
    code = response.get("Error", {}).get("Code")
    return str(code) if code else None


def _write(changes: Sequence[Write], token: str) -> None:
    with TransactWrite(connection=connection(), client_request_token=token) as transaction:
        for change in changes:
            for write in writes_of(change):
                write.add_to(transaction)


def _codes(error: PynamoDBException) -> frozenset[str]:
    """Why it failed; empty when the answer was lost, which is a reason to ask again."""
    told = error.cancellation_reasons if isinstance(error, TransactWriteError) else ()
    reasons = frozenset(reason.code for reason in told if reason)
    code = error_code(error)
    return reasons or frozenset([code] if code else [])


def _http_status(error: PynamoDBException) -> int:
    """The answer's status, which PynamoDB keeps only in the error that it was raised from; 0 without an answer."""
    response = getattr(error.cause and error.cause.__cause__, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
