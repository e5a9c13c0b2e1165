"""The calls that the documentation shows are typed into a shell, an interpreter and Node.js, and work."""

import json
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from chalicelib.web.api.openapi import document
from chalicelib.web.document.answered_fields import FIELDS
from chalicelib.web.routes import operations
from chalicelib.web.site.api_snippets import call_of, snippets_of
from infra.api_tools.__main__ import TOOLS
from infra.local.environment import LOCAL_SECRET
from tests.clients.generating import run
from tests.contract.cast import PARTNER
from tests.contract.local_run import Run, private_run

pytestmark = pytest.mark.clients
CODE = re.compile(r"<pre><code>(.*?)</code></pre>", re.DOTALL)
SHOWN_ID = str(FIELDS["request_id"].example)
REQUEST_ID = re.compile(r"""\brequest_id["']?: ?["'](\w+)["']""")
LANGUAGES = ("curl", "python", "typescript")
OPTIONS = {
    "strict": True,
    "noEmit": True,
    "module": "nodenext",
    "target": "es2022",
    "lib": ["es2023", "dom"],
    "types": [],
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with private_run(tmp_path_factory.mktemp("run")) as stack:
        yield stack


def shown_in(stack: Run, language: str) -> list[str]:
    """Return the four calls of the first five minutes in a language: search, dry run, submit, follow."""
    page = stack.client.get("/docs/api/start").text
    code = [unescape(found) for found in CODE.findall(page)]
    calls = [one for one in code if not one.startswith("export ")]
    return calls[LANGUAGES.index(language) :: 3]


def command(language: str, call: str, folder: Path) -> list[str]:
    if language == "curl":
        return ["bash", "-c", f"{call} --silent --fail"]
    file = folder / {"python": "call.py", "typescript": "call.mjs"}[language]
    file.write_text(call)
    return [sys.executable if language == "python" else "node", str(file)]


def test_first_five_minutes_work_as_they_are_shown(stack: Run, tmp_path: Path) -> None:
    environment = {"TOKEN": stack.token(PARTNER)}
    calls = {language: shown_in(stack, language) for language in LANGUAGES}

    def printed(language: str, call: str) -> str:
        return run(command(language, call, tmp_path), tmp_path, environment)

    for language, (search, dry_run, _, _) in calls.items():
        assert "items" in printed(language, search)
        assert "approval_needed" in printed(language, dry_run)
    # With the same key, the second and third submission give the answer of the first.
    submitted = {match for language in calls for match in REQUEST_ID.findall(printed(language, calls[language][2]))}
    (request_id,) = submitted
    for language, (*_, follow) in calls.items():
        assert SHOWN_ID in follow
        assert request_id in printed(language, follow.replace(SHOWN_ID, request_id))


def test_program_gets_its_token_as_it_is_shown(stack: Run, tmp_path: Path) -> None:
    page = unescape(stack.client.get("/docs/api/start").text)
    (shown,) = (code for code in CODE.findall(page) if "client_credentials" in code)
    discovery = f"{stack.stack.urls['sign_in']}/.well-known/openid-configuration"
    client = {"CLIENT_ID": "order-tool", "CLIENT_SECRET": LOCAL_SECRET}
    environment = {**client, "TOKEN_ENDPOINT": httpx.get(discovery).json()["token_endpoint"]}
    token = run(["bash", "-c", f"{shown}\nprintf %s $TOKEN"], tmp_path, environment)
    answer = stack.client.get("/v1/accounts", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["type"].endswith("/program-required")


def test_every_typescript_call_compiles_strictly(tmp_path: Path) -> None:
    shown = document(operations(), "https://accounts.vendor.example", "title")
    for path, methods in shown["paths"].items():
        for method, operation in methods.items():
            call = snippets_of(call_of("https://accounts.vendor.example", path, method, operation)).typescript
            (tmp_path / f"{operation['operationId']}.mts").write_text(f"{call}\nexport {{}};\n")
    (tmp_path / "node.d.ts").write_text("declare const process: { env: Record<string, string | undefined> };\n")
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS}))
    run([str(TOOLS / "node_modules" / ".bin" / "tsc"), "--project", "."], tmp_path)
