"""The parts of the local stack work together: queue, mails, SES events, clock, sign-in and persistent tables."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
import pytest

from infra.local.find_running import environment_of_running_stack, running_stack
from infra.local.loopback import loopback_client
from infra.local.stack import AlreadyRunning, LocalStack, PartsPortTaken, Ports
from infra.token import UnknownPerson, id_token
from tests.infra.local.toy import Toy

HTTP = loopback_client()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def toy() -> Toy:
    return Toy()


@pytest.fixture(scope="module")
def stack(directory: Path, toy: Toy) -> Iterator[LocalStack]:
    with LocalStack(directory, product=toy.product(), background=False) as stack:
        yield stack


@pytest.fixture(autouse=True)
def quiet(stack: LocalStack) -> None:
    stack.controls.set_fault("none")
    stack.work_until_quiet()


def queue(stack: LocalStack, text: str) -> None:
    HTTP.post(f"{stack.urls.app}/queue/{text}").raise_for_status()


def subjects(stack: LocalStack) -> list[str]:
    messages = HTTP.get(f"{stack.urls.tools}/messages.json").json()
    return [message["subject"] for message in messages]


def test_queued_message_is_mailed(stack: LocalStack) -> None:
    queue(stack, "hello")
    assert HTTP.post(f"{stack.urls.tools}/work").json() == {"sent": 1}
    assert subjects(stack)[-1] == "hello"


def test_work_runs_schedule(stack: LocalStack, toy: Toy) -> None:
    before = toy.swept
    stack.work_until_quiet()
    assert toy.swept > before


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("throttle", "TooManyRequestsException"),
        ("reject", "MessageRejected"),
        ("paused", "SendingPausedException"),
    ],
)
def test_injected_fault_is_ses_error(stack: LocalStack, toy: Toy, fault: str, error: str) -> None:
    HTTP.post(f"{stack.urls.tools}/ses", json={"fail": fault}).raise_for_status()
    queue(stack, fault)
    assert stack.work_until_quiet() == 0
    assert toy.refused[-1] == error


def test_ses_event_has_reached_app_by_topic_when_it_is_answered(stack: LocalStack, toy: Toy) -> None:
    queue(stack, "bounces")
    stack.work_until_quiet()
    mail = stack.controls.mails()[-1]
    report = {"id": mail.id, "type": "bounce"}
    HTTP.post(f"{stack.urls.tools}/ses-events", json=report).raise_for_status()
    assert toy.reports[-1] == "Bounce"


def test_app_uses_clock_of_tools(stack: LocalStack, toy: Toy) -> None:
    assert toy.clock
    before = toy.clock.now()
    HTTP.post(f"{stack.urls.tools}/clock", json={"advance_seconds": 3_600}).raise_for_status()
    assert (toy.clock.now() - before).total_seconds() >= 3_600


def test_concurrent_requests_are_isolated(stack: LocalStack) -> None:
    with ThreadPoolExecutor(16) as pool:
        responses = list(pool.map(lambda n: HTTP.get(f"{stack.urls.app}/who/{n}").json(), range(64)))
    assert [response["seen"] for response in responses] == [str(n) for n in range(64)]
    assert len({response["id"] for response in responses}) == 64


def test_token_is_obtained_by_sign_in(stack: LocalStack, directory: Path) -> None:
    token = id_token(running_stack(directory), "partner@reseller.example")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["iss"], claims["email_verified"]) == (stack.urls.sign_in, True)


def test_unknown_person_gets_no_token(stack: LocalStack, directory: Path) -> None:
    assert stack
    with pytest.raises(UnknownPerson, match=r"partner@reseller\.example"):
        id_token(running_stack(directory), "partner@reseler.example")


def test_running_stack_is_found_by_other_process(stack: LocalStack, directory: Path) -> None:
    environment = environment_of_running_stack(directory)
    assert environment == stack.environment
    assert environment["OIDC_ISSUER"] == stack.urls.sign_in
    assert all(os.environ[name] == value for name, value in environment.items())


def test_second_stack_in_same_directory_is_rejected(stack: LocalStack, directory: Path) -> None:
    with pytest.raises(AlreadyRunning, match=stack.urls.app), LocalStack(directory):
        pass


def test_taken_port_is_reported(stack: LocalStack, tmp_path: Path) -> None:
    port = int(stack.urls.app.rpartition(":")[2])
    with pytest.raises(PartsPortTaken, match=f"{port}.*tools"), LocalStack(tmp_path, Ports(tools=port)):
        pass
