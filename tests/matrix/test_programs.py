"""Every operation by every kind of token, for objects of its own team and of another one: `programs.txt` says it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.programs.changes import InvitationForm
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.programs.administration import invite_program, revoke_program
from chalicelib.services.programs.confirming import confirm_program
from chalicelib.web.api.operations import Operation
from chalicelib.web.routes import operations
from tests.adapters.oidc.fake_issuer import CLIENT, ISSUER, MISSING, FakeIssuer, claims, signed
from tests.backends.backend import MemoryBackend
from tests.matrix.callers import PAIR, with_issuer
from tests.matrix.calls import path_of, sent
from tests.matrix.objects import NOWHERE
from tests.web.browser_without_script import Site, site_over
from tests.world import FORM, SETTINGS, World, person, world_over

TABLE = Path(__file__).with_name("programs.txt").read_text(encoding="utf-8")
API = "https://api.vendor.example"
EMAIL = "head@reseller.example"
SCOPES = tuple(scope.value for scope in ProgramScope)
WORDS = {
    "sco": Problem.SCOPE_REQUIRED,
    "per": Problem.PERSON_REQUIRED,
    "pro": Problem.PROGRAM_REQUIRED,
    "cli": Problem.CLIENT_REQUIRED,
    "401": Problem.UNAUTHENTICATED,
}
OPERATIONS = {operation.name: operation for operation in operations()}
OWN, FOREIGN = "own", "foreign"


def lines_of(section: str) -> list[list[str]]:
    text = TABLE.partition(f"= {section}\n")[2].partition("\n= ")[0]
    return [line.split() for line in text.splitlines() if line.strip()]


KINDS = {name: kind for kind, *names in lines_of("Operations") for name in names}
COLUMNS, *ROWS = lines_of("Tokens")
EXPECTED = {(kind, column): word for kind, *words in ROWS for column, word in zip(COLUMNS, words, strict=True)}


def kind_of(operation: Operation) -> str:
    return KINDS.get(operation.name, "people")


def token(client: str, scopes: str, **changed: object) -> str:
    """Return an access token that the client got for itself."""
    nobody = {"email": MISSING, "email_verified": MISSING}
    own = {"sub": client, "client_id": client, "aud": API, "scope": scopes}
    return signed(PAIR, claims(**{**nobody, **own, **changed}), typ="at+jwt")


@dataclass(frozen=True)
class Scene:
    """The site, a token of each kind, and a request of the program's own team and of another one."""

    site: Site
    tokens: Mapping[str, str]
    requests: Mapping[str, AccountRequest]

    def problem(self, operation: Operation, column: str, owner: str) -> str:
        """Return the problem with which the call is answered; empty for none."""
        request = self.requests[owner]
        ids = {"request_id": request.request_id, "account_id": request.account_id, "nomination": "1", "domain": "univ"}
        names = [one[1:-1] for one in operation.path.split("/") if one.startswith("{")]
        about = {**dict.fromkeys(names, NOWHERE), **ids}
        headers = {"Authorization": f"Bearer {self.tokens[column]}", "Idempotency-Key": f"{column} {owner}"}
        body = json.dumps(sent(operation.name, about)).encode() if operation.body else b""
        path = path_of(operation.name, operation.path, about)
        response = self.site.send(operation.method, path, {**headers, "Content-Type": "application/json"}, body)
        assert response.status < 500, response.text
        return str(json.loads(response.text)["type"]).rpartition("/")[2] if response.status >= 400 else ""


def bound(world: World, account_id: str, client: str, scopes: tuple[str, ...], days: int = 365) -> str:
    """Bind a client to the account and return the id of the program."""
    head = world.caller(person(EMAIL))
    form = InvitationForm(client, scopes, "orders@reseller.example", days)
    code = invite_program(world.ports, head, account_id, form).code
    return confirm_program(world.ports, ClientIdentity(ISSUER, client, frozenset()), code).program_id


def world_with_issuer() -> World:
    """Return a system in which the in-memory issuer signs, and programs have access."""
    settings = replace(SETTINGS, oidc_issuer=ISSUER, oidc_client_id=CLIENT, api_audience=API)
    fresh = world_over(MemoryBackend(), settings)
    container = with_issuer(fresh.container)
    issuer = FakeIssuer([PAIR.published], api_audience=API)
    return replace(fresh, container=replace(container, verifier=issuer.verifier()))


def bind_all(world: World) -> None:
    """Bind a client for each kind of token that needs a program."""
    world.import_account("Reseller", "reseller.example", (EMAIL,))
    account_id = world.ports.store.locks_on([("reseller.example", "reseller.example")])["reseller.example"].account_id
    bound(world, account_id, "short", SCOPES, days=1)
    world.clock.advance(days=1)
    for client in ("all", "none", *SCOPES):
        bound(world, account_id, client, SCOPES if client in ("all", "none") else (client,))
    gone = bound(world, account_id, "gone", SCOPES)
    revoke_program(world.ports, world.caller(person(EMAIL)), account_id, gone)


def tokens() -> Mapping[str, str]:
    """Return a token of each kind, by its column."""
    text = " ".join(SCOPES)
    return {
        "person": signed(PAIR, claims(email=EMAIL, sub="head")),
        "all": token("all", text),
        **{scope: token(scope, text) for scope in SCOPES},
        "none": token("none", ""),
        "unbound": token("nobody", text),
        "revoked": token("gone", text),
        "expired": token("short", text),
        "id-of-client": signed(PAIR, claims(sub="all", aud="all")),
        "user-access": token("all", text, sub="7f3a", email=EMAIL, email_verified=True),
        "own-client": token(CLIENT, text),
        "wrong-audience": token("all", text, aud=CLIENT),
    }


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    world = world_with_issuer()
    bind_all(world)
    own = world.submit(by=person(EMAIL))
    foreign = world.submit(by=person("partner@rival.example"), domain_identifier="other.example")
    with site_over(world) as site:
        yield Scene(site, tokens(), {OWN: own, FOREIGN: foreign})


def test_table_names_operations_that_there_are_and_the_scopes_that_they_need() -> None:
    assert KINDS.keys() <= OPERATIONS.keys()
    for name, operation in OPERATIONS.items():
        assert (operation.scope or kind_of(operation)) == kind_of(operation), name
        assert operation.scope or kind_of(operation) not in tuple(ProgramScope), name
    assert set(COLUMNS) >= {scope.value for scope in ProgramScope}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_token_passes_where_the_table_lets_it_and_nowhere_else(scene: Scene, name: str, column: str) -> None:
    operation = OPERATIONS[name]
    word = EXPECTED[kind_of(operation), column]
    found = {owner: scene.problem(operation, column, owner) for owner in (OWN, FOREIGN)}
    if word != "ok":
        assert set(found.values()) == {WORDS[word].value}
        return
    assert not set(found.values()) & {problem.value for problem in WORDS.values()}
    if operation.scope and "{request_id}" in operation.path:
        assert found[FOREIGN] == Problem.REQUEST_UNKNOWN
        assert found[OWN] != Problem.REQUEST_UNKNOWN


def test_lists_of_a_program_have_its_own_team_alone(scene: Scene) -> None:
    headers = {"Authorization": f"Bearer {scene.tokens['all']}"}
    shown = scene.site.send("GET", "/v1/account-requests?scope=team", headers, b"").text
    assert scene.requests[OWN].request_id in shown
    assert scene.requests[FOREIGN].request_id not in shown
    assert FORM.account_name in shown
