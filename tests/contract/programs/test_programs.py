"""A program over HTTP: invited, bound by its own token, at work, and revoked."""

from tests.contract.access.accounts import next_house
from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.programs.steps import CONFIRM, bind, invite
from tests.contract.steps import REQUESTS, form, new_key


def test_program_walks_to_pending_for_its_account_and_ends_when_it_is_revoked(
    run: Run, cast: Cast, run_with_accounts: Run
) -> None:
    house, client, domain = next_house(run_with_accounts), "client:order-tool", cast.domain()
    program = bind(run, house.first, house.account_id, client)
    assert run.call("GET", "/v1/accounts", client, params={"q": "acme"}).status_code == 200

    submitted = run.call("POST", REQUESTS, client, json=form(domain), headers=new_key()).json()
    assert (submitted["status"], submitted["team_account_id"]) == ("pending", house.account_id)
    assert submitted["requester"]["email"] == "orders@tools.example"
    assert submitted["requester"]["name"].endswith(": Order tool")
    events = run.call("GET", f"{REQUESTS}/{submitted['request_id']}/events", client).json()["items"]
    assert [event["actor"]["role"] for event in events] == ["program"]
    seen = run.call("GET", f"{REQUESTS}/{submitted['request_id']}", house.first).json()
    assert "withdraw" in seen["allowed_actions"]

    listed = house.call(house.first, "GET", "/programs").json()["items"]
    assert [(one["client_id"], one["last_used_at"] is not None) for one in listed] == [("order-tool", True)]
    assert house.call(client, "GET", "/programs").json()["type"].endswith("/person-required")
    assert house.call(house.first, "POST", f"/programs/{program['program_id']}/revoke").status_code == 200
    refused = run.call("POST", REQUESTS, client, json=form(cast.domain()), headers=new_key())
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "program-required")


def test_code_binds_one_client_by_its_own_token_alone(run: Run, run_with_accounts: Run) -> None:
    house = next_house(run_with_accounts)
    code = {"code": invite(run, house.first, house.account_id)["code"]}
    assert run.call("POST", CONFIRM, house.first, json=code).status_code == 403
    answers = [run.call("POST", CONFIRM, by, json=code) for by in ("client:first", "client:first", "client:second")]
    assert [answer.status_code for answer in answers] == [200, 200, 404]


def test_code_is_in_no_answer_that_is_repeated(run: Run, run_with_accounts: Run) -> None:
    house, headers = next_house(run_with_accounts), new_key()
    body = {"label": "Shop", "scopes": ["requests.read"], "team_email": "shop@tools.example", "valid_days": 365}
    path = f"{house.path}/programs"
    first, again = (run.call("POST", path, house.first, json=body, headers=headers).json() for _ in range(2))
    assert first["code"]
    assert again == {**first, "code": None}
