"""One commit, one TransactWriteItems: safe to repeat when the answer was lost, patient with conflicts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamodb.access_writes import writes_of
from chalicelib.adapters.dynamodb.record import connection
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.changes import Change
from chalicelib.services.ports import StaleState

TRIES = 5
FIRST_PAUSE_SECONDS = 0.05

# What the SDK does not retry by itself, or gives up on: a later try of the same transaction can succeed.
PASSING = frozenset(
    {
        "TransactionConflict",
        "ThrottlingError",
        "ThrottlingException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "TransactionInProgressException",
        "InternalServerError",
    }
)


def commit(changes: Sequence[Change], token: str, pause: Callable[[float], None]) -> None:
    """Commits all changes or none.

    Every try carries the same client request token and writes built anew from the same changes, so a try
    whose answer was lost is not applied twice. Raises `StaleState` when a condition failed, `busy` when
    the database stays in the way.
    """
    for number in range(TRIES):
        try:
            _write(changes, token)
        except TransactWriteError as error:
            codes = _codes(error)
            if "ConditionalCheckFailed" in codes:
                raise StaleState from error
            if not codes <= PASSING:
                raise
        else:
            return
        pause(FIRST_PAUSE_SECONDS * 2**number)
    raise Refused(Problem.BUSY)


@contextmanager
def reading() -> Iterator[None]:
    """Round reads: a database that is slow, throttled or out of reach is `busy`, no fault of ours."""
    try:
        yield
    except PynamoDBException as error:
        code = error_code(error)
        if code is None or code in PASSING:
            raise Refused(Problem.BUSY) from error
        raise


def error_code(error: PynamoDBException) -> str | None:
    """The service's code; None when no answer came, which leaves the outcome unknown.

    PynamoDB's own `cause_response_code` raises AttributeError in that case (6.1).
    """
    response = getattr(error.cause, "response", None) or {}
    code = response.get("Error", {}).get("Code")
    return str(code) if code else None


def _write(changes: Sequence[Change], token: str) -> None:
    with TransactWrite(connection=connection(), client_request_token=token) as transaction:
        for change in changes:
            for write in writes_of(change):
                write.add_to(transaction)


def _codes(error: TransactWriteError) -> frozenset[str]:
    """Why it failed; empty when the answer was lost, which is a reason to ask again."""
    reasons = frozenset(reason.code for reason in error.cancellation_reasons if reason)
    code = error_code(error)
    return reasons or frozenset([code] if code else [])
