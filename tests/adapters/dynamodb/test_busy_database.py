"""What passes by itself is `busy`, in every kind of call; what does not is raised as it is."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pynamodb.exceptions import PynamoDBException

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.failures import CONDITION_FAILED, PASSING
from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.mails import Mail
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.outbox import Place
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.writes import SaveMail
from tests.faults import calls_failing_with, without_backoff
from tests.movable_clock import START
from tests.world import TABLE, World
from tests.world import aws_world as new_world

NEEDED = {
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "InternalServerError",
    "InternalFailure",
    "RequestTimeout",
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "TransactionConflictException",
}
OF_OUR_OWN_MAKING = ("ValidationException", "AccessDeniedException", "ResourceNotFoundException", "SomethingNew")
OUTBOX = DynamoOutbox(TABLE)
NOWHERE = Place("REQUEST#nowhere", "MAIL#1", "2020-01-01T00:00:00.000000Z")
Call = Callable[[World, Mail], object]

CALLS: dict[str, Call] = {
    "GetItem": lambda world, mail: world.ports.store.request(mail.request_id),
    "BatchGetItem": lambda world, mail: world.ports.store.accounts([mail.request_id]),
    "Query": lambda world, mail: world.ports.store.request_file(mail.request_id),
    "Query of the due index": lambda world, mail: OUTBOX.due(START, 10),
    "TransactWriteItems": lambda world, mail: world.ports.store.commit([SaveMail(mail)]),
    "PutItem": lambda world, mail: OUTBOX.record(mail),
    "PutItem of a new mail": lambda world, mail: OUTBOX.add(mail),
    "PutItem of a table of words": lambda world, mail: world.container.ports.index.save_frequencies({}),
    "UpdateItem": lambda world, mail: OUTBOX.set_aside(NOWHERE, START, START, "trouble"),
}


@pytest.fixture(scope="module")
def submitted() -> Iterator[tuple[World, AccountRequest]]:
    """A request that nothing here changes."""
    with new_world() as one:
        yield without_backoff(one), one.submit()


@pytest.fixture
def mail(submitted: tuple[World, AccountRequest]) -> Mail:
    """A mail of that request."""
    world, request = submitted
    found = world.ports.store.request_file(request.request_id)
    assert found is not None
    return found.mails[0]


def meant(call: str) -> Callable[[str, object], bool]:
    return lambda name, _: name == call.partition(" ")[0]


def test_what_is_known_to_pass_is_in_the_table() -> None:
    assert NEEDED <= PASSING
    assert not PASSING & {*OF_OUR_OWN_MAKING, *CONDITION_FAILED}


@pytest.mark.parametrize("code", sorted(PASSING))
@pytest.mark.parametrize("call", CALLS)
def test_what_passes_is_busy(submitted: tuple[World, AccountRequest], mail: Mail, call: str, code: str) -> None:
    with calls_failing_with(code, meant(call)) as answered, pytest.raises(Refused) as refused:
        CALLS[call](submitted[0], mail)
    assert answered
    assert refused.value.problem is Problem.BUSY


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("call", CALLS)
def test_a_failure_of_the_service_is_busy_by_whatever_name(
    submitted: tuple[World, AccountRequest], mail: Mail, call: str, status: int
) -> None:
    with calls_failing_with("SomethingNew", meant(call), status), pytest.raises(Refused) as refused:
        CALLS[call](submitted[0], mail)
    assert refused.value.problem is Problem.BUSY


@pytest.mark.parametrize("code", OF_OUR_OWN_MAKING)
@pytest.mark.parametrize("call", CALLS)
def test_what_does_not_pass_is_raised(
    submitted: tuple[World, AccountRequest], mail: Mail, call: str, code: str
) -> None:
    with calls_failing_with(code, meant(call)) as answered, pytest.raises(PynamoDBException):
        CALLS[call](submitted[0], mail)
    assert len(answered) == 1


@pytest.mark.aws
def test_a_row_that_is_gone_or_due_no_more_is_not_set_aside(
    submitted: tuple[World, AccountRequest], mail: Mail
) -> None:
    world, _ = submitted
    before = world.rows()
    later = Place(*keys.mail(mail.request_id, mail.mail_id), due_at="2020-01-01T00:00:00.000000Z")
    for place, now in ((NOWHERE, START), (later, START - timedelta(seconds=1))):
        with pytest.raises(StaleState):
            OUTBOX.set_aside(place, now, START + timedelta(hours=1), "trouble")
    assert world.rows() == before
