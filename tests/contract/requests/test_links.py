"""Invalid actions of an approver and invalid links; none of them changes anything."""

from collections.abc import Iterator

import pytest

from tests.contract.cast import Cast, colleague_of
from tests.contract.conventions import faults, refused
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import pending

ACTIONS = ["approve", "decline", "forward"]
BODIES: dict[str, Json] = {
    "approve": {"authority_confirmed": True},
    "decline": {"reason_code": "not_needed"},
    "forward": {"email": "somebody@elsewhere.example", "outside_domain_confirmed": True},
}


@pytest.fixture(scope="module")
def caller(cast: Cast) -> str:
    return cast.requester()


@pytest.fixture(scope="module")
def customer(cast: Cast) -> str:
    return cast.domain()


@pytest.fixture(scope="module")
def token(run: Run, caller: str, customer: str) -> str:
    """Provide the first approver's link to a request with an alternate."""
    return pending(run, caller, customer, f"it@{customer}", f"alternate@{customer}")[1]


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written(run: Run, token: str) -> Iterator[None]:
    """Assert that the tests of this module write nothing."""
    assert token
    with unchanged_table(run):
        yield


@pytest.mark.parametrize("body", [{}, {"authority_confirmed": False}, {"authority_confirmed": None}])
def test_approval_without_statement_answers_422(run: Run, token: str, body: Json) -> None:
    refused(run, 422, "authority-not-confirmed", "POST", f"/v1/approvals/{token}/approve", json=body)


@pytest.mark.parametrize("value", ["true", "yes", 1, [True]])
def test_statement_must_be_boolean(run: Run, token: str, value: object) -> None:
    body = {"authority_confirmed": value}
    problem = refused(run, 422, "validation-failed", "POST", f"/v1/approvals/{token}/approve", json=body)
    assert faults(problem) == {("/authority_confirmed", "wrong-type")}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": "Because."},
        {"reason_code": ""},
        {"reason_code": "other"},
        {"reason_code": "other", "reason": " \n\t "},
        {"reason_code": "other", "reason": "\u200b\u200b"},
        {"reason_code": "other", "reason": "\u3164\u2800"},
        {"reason_code": "other", "reason": "\u00a0\u2003"},
        {"reason_code": "other", "reason": None},
    ],
)
def test_decline_without_reason_answers_422(run: Run, token: str, body: Json) -> None:
    refused(run, 422, "reason-required", "POST", f"/v1/approvals/{token}/decline", json=body)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"reason_code": "because"}, ("/reason_code", "not-one-of")),
        ({"reason_code": "other", "reason": "r" * 1_001}, ("/reason", "too-long")),
        ({"reason_code": "other", "reason": "no\u3164thing"}, ("/reason", "forbidden-character")),
        ({"reason_code": "other", "reason": "\u202egnihton"}, ("/reason", "forbidden-character")),
        ({"reason_code": "other", "reason": 7}, ("/reason", "wrong-type")),
        ({"reason_code": "not_needed", "why": "x"}, ("/why", "unknown-field")),
    ],
)
def test_invalid_reason_answers_422(run: Run, token: str, body: Json, fault: tuple[str, str]) -> None:
    path = f"/v1/approvals/{token}/decline"
    assert faults(refused(run, 422, "validation-failed", "POST", path, json=body)) == {fault}


@pytest.mark.parametrize(
    ("email", "slug"),
    [
        ("{caller}", "forward-to-requester"),
        ("{tagged_caller}", "forward-to-requester"),
        ("{colleague}", "forward-to-requester"),
        ("it@{customer}", "forward-to-self"),
        ("IT+new@{customer}", "forward-to-self"),
        ("alternate@{customer}", "forward-loop"),
        ("Alternate+x@{customer}", "forward-loop"),
        ("somebody@elsewhere.example", "confirm-outside-domain"),
        ("somebody@gmail.com", "confirm-outside-domain"),
        ("somebody@below.{customer}", "confirm-outside-domain"),
    ],
)
def test_forward_to_ineligible_person_answers_422(
    run: Run, caller: str, customer: str, token: str, email: str, slug: str
) -> None:
    tagged = caller.replace("@", "+tag@")
    to = email.format(caller=caller, tagged_caller=tagged, colleague=colleague_of(caller), customer=customer)
    refused(run, 422, slug, "POST", f"/v1/approvals/{token}/forward", json={"email": to})


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("email", ["{caller}", "{colleague}"])
def test_confirmation_does_not_allow_forward_to_requester(
    run: Run, caller: str, token: str, email: str, confirmed: bool
) -> None:
    to = email.format(caller=caller, colleague=colleague_of(caller))
    body = {"email": to, "outside_domain_confirmed": confirmed}
    refused(run, 422, "forward-to-requester", "POST", f"/v1/approvals/{token}/forward", json=body)


def test_all_invalid_fields_of_forward_are_reported(run: Run, token: str) -> None:
    body = {"email": "nobody", "message": "see www.elsewhere.example", "language": "de"}
    problem = refused(run, 422, "validation-failed", "POST", f"/v1/approvals/{token}/forward", json=body)
    assert faults(problem) == {
        ("/email", "address-malformed"),
        ("/message", "contains-link"),
        ("/language", "not-one-of"),
    }


def test_forward_requires_address(run: Run, token: str) -> None:
    problem = refused(run, 422, "validation-failed", "POST", f"/v1/approvals/{token}/forward", json={})
    assert faults(problem) == {("/email", "required")}


@pytest.mark.parametrize(
    "behind", [".", ",", ")", ">", ";", ":", "!", "%20", "%C2%A0%C2%BB.", "%E2%80%9D", "%E3%80%82", "%0D%0A"]
)
@pytest.mark.parametrize("pages", ["/v1/approvals", "/approvals"])
def test_link_with_the_end_of_its_sentence_opens(run: Run, token: str, pages: str, behind: str) -> None:
    assert run.call("GET", f"{pages}/{token}{behind}").status_code == 200


@pytest.mark.parametrize("within", ["%0D%0A", "%0A", "%20", "%09"])
def test_link_with_a_line_break_inside_opens(run: Run, token: str, within: str) -> None:
    assert run.call("GET", f"/approvals/{token[:40]}{within}{token[40:]}").status_code == 200


def test_link_with_another_character_of_its_alphabet_is_unknown(run: Run, token: str) -> None:
    for character in "-_aZ9":
        refused(run, 404, "link-unknown", "GET", f"/v1/approvals/{token}{character}")


def altered(token: str) -> list[str]:
    payload, signature = token.split(".")
    other = "A" if signature[10] != "A" else "B"
    return [
        token[:-5],
        f"{payload}.{signature[:10]}{other}{signature[11:]}",
        f"{'W' if payload[0] != 'W' else 'X'}{payload[1:]}.{signature}",
        f"{payload[:-2]}Qd.{signature}",
        f"{payload}.",
        f".{signature}",
        payload,
        signature,
        "x",
        "%E2%82%AC",
        "%ED%A0%80",
        "%00",
        "x" * 5_000,
        "." * 400,
    ]


@pytest.mark.parametrize("place", range(14))
def test_altered_link_returns_404(run: Run, token: str, place: int) -> None:
    path = f"/v1/approvals/{altered(token)[place]}"
    refused(run, 404, "link-unknown", "GET", path)
    for action in ACTIONS:
        refused(run, 404, "link-unknown", "POST", f"{path}/{action}", json=BODIES[action])


def test_cursor_as_link_returns_404(run: Run, caller: str) -> None:
    cursor = run.call("GET", "/v1/accounts?q=house&limit=1", caller).json()["next_cursor"]
    refused(run, 404, "link-unknown", "GET", f"/v1/approvals/{cursor}")


def test_bearer_token_as_link_returns_404(run: Run, caller: str) -> None:
    refused(run, 404, "link-unknown", "GET", f"/v1/approvals/{run.token(caller)}")


def test_link_shows_same_content_with_and_without_sign_in(run: Run, caller: str, token: str) -> None:
    signed_in, anybody = (run.call("GET", f"/v1/approvals/{token}", by) for by in (caller, None))
    assert signed_in.json() == anybody.json()
