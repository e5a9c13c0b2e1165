"""A Python and a TypeScript client are generated, compiled strictly, and walk the journey."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clients.generating import python_client, run, typescript_client
from tests.contract.cast import PARTNER
from tests.contract.local_run import Run, private_run
from tests.contract.programs.steps import account_of, bind

pytestmark = pytest.mark.clients
ADMINISTRATOR, PROGRAM = "admin@acme.example", "client:order-tool"
EVENTS = ["submitted", "approved"]
Generator = Callable[[Path, Path], list[str]]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with private_run(tmp_path_factory.mktemp("run")) as stack:
        bind(stack, ADMINISTRATOR, account_of(stack, ADMINISTRATOR, "Acme"), PROGRAM)
        yield stack


@pytest.mark.parametrize("by", [PARTNER, PROGRAM], ids=["person", "program"])
@pytest.mark.parametrize("generator", [python_client, typescript_client])
def test_generated_client_compiles_strictly_and_walks_the_journey(
    stack: Run, tmp_path: Path, generator: Generator, by: str
) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(stack.document.document))
    journey = generator(document, tmp_path)
    environment = {
        "API": stack.stack.urls["app"],
        "TOOLS": stack.stack.urls["tools"],
        "TOKEN": stack.token(by),
        "DOMAIN": f"{generator.__name__.replace('_', '-')}-{'program' if by == PROGRAM else 'person'}.example",
    }
    seen = json.loads(run(journey, tmp_path, environment))
    assert "Acme" in seen["found"]
    assert "approval_needed" in seen["mails"]
    assert seen["replayed"] == "true"
    assert seen["faults"] == ["/account_name", "/customer_emails"]
    assert seen["allowed"] == ["approve", "decline", "forward"]
    assert (seen["status"], seen["events"]) == ("approved", EVENTS)
