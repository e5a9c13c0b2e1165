"""The local stack is one system: what is queued is mailed, what is reported arrives, what is stored stays."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import jwt
import pytest

from infra.local.find_running import NotRunning, environment_of_running_stack, running_stack
from infra.local.stack import AlreadyRunning, LocalStack, PartsPortTaken, Ports
from infra.token import UnknownPerson, id_token
from tests.infra.local.toy import Toy, client


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def toy() -> Toy:
    return Toy()


@pytest.fixture(scope="module")
def stack(directory: Path, toy: Toy) -> Iterator[LocalStack]:
    with LocalStack(directory, product=toy.product(), background=False) as one:
        yield one


@pytest.fixture(autouse=True)
def quiet(stack: LocalStack) -> None:
    stack.controls.change_weather("none")
    stack.work_until_quiet()


def queue(stack: LocalStack, text: str) -> None:
    httpx.post(f"{stack.urls.app}/queue/{text}").raise_for_status()


def subjects(stack: LocalStack) -> list[str]:
    messages = httpx.get(f"{stack.urls.tools}/messages.json").json()
    return [message["subject"] for message in messages]


def test_what_is_queued_is_mailed(stack: LocalStack) -> None:
    queue(stack, "hello")
    assert httpx.post(f"{stack.urls.tools}/work").json() == {"sent": 1}
    assert subjects(stack)[-1] == "hello"


def test_work_runs_the_schedule_too(stack: LocalStack, toy: Toy) -> None:
    before = toy.swept
    stack.work_until_quiet()
    assert toy.swept > before


@pytest.mark.parametrize(
    ("weather", "error"),
    [
        ("throttle", "TooManyRequestsException"),
        ("reject", "MessageRejected"),
        ("paused", "SendingPausedException"),
    ],
)
def test_bad_weather_is_an_error_of_ses(stack: LocalStack, toy: Toy, weather: str, error: str) -> None:
    httpx.post(f"{stack.urls.tools}/ses", json={"fail": weather}).raise_for_status()
    queue(stack, weather)
    assert stack.work_until_quiet() == 0
    assert toy.refused[-1] == error


def test_a_report_goes_through_the_topic_to_the_app(stack: LocalStack, toy: Toy) -> None:
    queue(stack, "bounces")
    stack.work_until_quiet()
    mail = stack.controls.mails()[-1]
    report = {"id": mail.id, "type": "bounce"}
    httpx.post(f"{stack.urls.tools}/ses-events", json=report).raise_for_status()
    stack.work_until_quiet()
    assert toy.reports[-1] == "Bounce"


def test_the_app_runs_by_the_clock_of_the_tools(stack: LocalStack, toy: Toy) -> None:
    assert toy.clock
    before = toy.clock.now()
    httpx.post(f"{stack.urls.tools}/clock", json={"advance_seconds": 3_600}).raise_for_status()
    assert (toy.clock.now() - before).total_seconds() >= 3_600


def test_requests_at_once_are_kept_apart(stack: LocalStack) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: httpx.get(f"{stack.urls.app}/who/{n}").json(), range(64)))
    assert [answer["seen"] for answer in answers] == [str(n) for n in range(64)]
    assert len({answer["id"] for answer in answers}) == 64


def test_a_token_is_made_by_signing_in(stack: LocalStack, directory: Path) -> None:
    token = id_token(running_stack(directory), "partner@reseller.example")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["iss"], claims["email_verified"]) == (stack.urls.sign_in, True)


def test_no_token_is_made_for_somebody_unknown(stack: LocalStack, directory: Path) -> None:
    assert stack
    with pytest.raises(UnknownPerson, match=r"partner@reseller\.example"):
        id_token(running_stack(directory), "partner@reseler.example")


def test_another_process_finds_everything_to_join(stack: LocalStack, directory: Path) -> None:
    environment = environment_of_running_stack(directory)
    assert environment == stack.environment
    assert environment["OIDC_ISSUER"] == stack.urls.sign_in
    assert all(os.environ[name] == value for name, value in environment.items())


def test_a_second_run_in_the_same_place_is_refused(stack: LocalStack, directory: Path) -> None:
    with pytest.raises(AlreadyRunning, match=stack.urls.app), LocalStack(directory):
        pass


def test_a_taken_port_is_named(stack: LocalStack, tmp_path: Path) -> None:
    port = int(stack.urls.app.rpartition(":")[2])
    with pytest.raises(PartsPortTaken, match=f"{port}.*tools"), LocalStack(tmp_path, Ports(tools=port)):
        pass


def test_a_stopped_run_leaves_the_process_as_it_was_and_keeps_its_tables(tmp_path: Path) -> None:
    toy = Toy()
    before = dict(os.environ)
    with LocalStack(tmp_path, product=toy.product()) as first:
        table = first.environment["TABLE_NAME"]
        client("dynamodb").put_item(TableName=table, Item={"pk": {"S": "kept"}})
    assert dict(os.environ) == before
    with pytest.raises(NotRunning):
        running_stack(tmp_path)
    with LocalStack(tmp_path, product=toy.product()):
        assert "Item" in client("dynamodb").get_item(TableName=table, Key={"pk": {"S": "kept"}})
