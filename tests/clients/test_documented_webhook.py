"""docs/webhooks.md is walked as it is shown, by curl and with its TypeScript receiver."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from infra.api_tools.__main__ import TOOLS
from infra.local.state import PROJECT_ROOT
from tests.clients.generating import run
from tests.contract.local_run import Json, private_run
from tests.contract.webhooks.documented import SHOWN_PORT, SOME_SECRET, assert_verifies, blocks, free_port, receiving

pytestmark = pytest.mark.clients
ADMINISTRATOR = "admin@acme.example"
# As Node.js asks for that runs TypeScript as it is: nothing but types is taken out.
OPTIONS = {
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "noPropertyAccessFromIndexSignature": True,
    "erasableSyntaxOnly": True,
    "verbatimModuleSyntax": True,
    "module": "nodenext",
    "target": "es2022",
    "types": ["node"],
    "outDir": "built",
}


def compiled(program: str, folder: Path) -> Sequence[str]:
    (folder / "receiver.mts").write_text(program, encoding="utf-8")
    (folder / "node_modules").symlink_to(TOOLS / "node_modules")
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS, "files": ["receiver.mts"]}))
    run([str(TOOLS / "node_modules" / ".bin" / "tsc"), "--project", "."], folder)
    return ["node", "built/receiver.mjs"]


def shown_calls() -> list[str]:
    """Return the calls that the document shows: look, make, test, log, redeliver, read all events."""
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl ")]


def test_webhook_is_made_verified_and_replayed_as_shown(tmp_path: Path) -> None:
    port = free_port()
    look, make, test, log, redeliver, events = shown_calls()
    with private_run(tmp_path / "run") as stack:
        known = {"API": stack.stack.urls["app"], "TOKEN": stack.token(ADMINISTRATOR)}

        def typed(call: str) -> Json:
            shown: Json = json.loads(run(["bash", "-c", call.replace(SHOWN_PORT, str(port))], PROJECT_ROOT, known))
            return shown

        known["ACCOUNT"] = typed(look)["roles"][0]["account_id"]
        webhook = typed(make)
        known["WEBHOOK"] = webhook["webhook_id"]
        with receiving("ts", compiled, tmp_path, port, webhook["secret"]) as receiver:
            event = typed(test)["event_id"]
            stack.work(schedule=False)
            (delivery,) = typed(log)["items"]
            assert (delivery["event_id"], delivery["status"]) == (event, "delivered")
            known["DELIVERY"] = delivery["delivery_id"]
            assert typed(redeliver)["status"] == "due"
            stack.work(schedule=False)
            assert [one["answered_status"] for one in typed(log)["items"][0]["attempts"]] == [204, 204]
            assert receiver.ended().splitlines() == [f"verified test {event}"]
        assert "account_imported" in {one["kind"] for one in typed(events)["items"]}


def test_documented_typescript_receiver_refuses_what_is_not_the_products(tmp_path: Path) -> None:
    with receiving("ts", compiled, tmp_path, free_port(), SOME_SECRET) as receiver:
        assert_verifies(receiver)
        assert receiver.ended().splitlines() == ["verified approved evt_r1_2"]
