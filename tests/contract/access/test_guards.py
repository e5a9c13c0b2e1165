"""Guarded operations need a valid token of a verified person with a role or, for reviews, a reviewer."""

from collections.abc import Callable, Iterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from tests.contract import cast
from tests.contract.cast import Cast
from tests.contract.conventions import problem_of, refused, slug_of
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.operations import GUARDED, OF_PEOPLE, OPERATIONS, name_of, path_to_nothing, sent_to

LONG_AGO = 1_000_000_000
IN_A_WEEK = 7 * 86_400
Forger = Callable[[Run], str]


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written(run: Run, cast: Cast) -> Iterator[None]:
    """Assert that the tests of this module write nothing."""
    assert cast
    with unchanged_table(run):
        yield


@pytest.mark.parametrize("operation", GUARDED, ids=name_of)
def test_guarded_operation_without_token_answers_401(run: Run, operation: Operation) -> None:
    refused(run, 401, "unauthenticated", operation.method, path_to_nothing(operation), **sent_to(operation))


@pytest.mark.parametrize("operation", GUARDED, ids=name_of)
def test_guarded_operation_with_unverified_address_answers_403(run: Run, operation: Operation) -> None:
    path = path_to_nothing(operation)
    problem = "email-not-verified"
    refused(run, 403, problem, operation.method, path, by=cast.UNVERIFIED, **sent_to(operation))


@pytest.mark.parametrize("operation", [one for one in OF_PEOPLE if one.guard is not Guard.SIGNED_IN], ids=name_of)
def test_guarded_operation_without_role_answers_403(run: Run, operation: Operation) -> None:
    path = path_to_nothing(operation)
    problem = "reviewer-required" if operation.guard is Guard.REVIEWER else "role-required"
    refused(run, 403, problem, operation.method, path, by=cast.NOBODY, **sent_to(operation))


@pytest.mark.parametrize("operation", OF_PEOPLE, ids=name_of)
def test_reviewer_without_role_may_only_review(run: Run, operation: Operation) -> None:
    path = path_to_nothing(operation)
    response = run.call(operation.method, path, cast.REVIEWER, **sent_to(operation))
    if operation.guard is Guard.ROLE:
        assert slug_of(response) == "role-required"
    else:
        assert response.status_code in {200, 404, 422}


@pytest.mark.parametrize("operation", [operation for operation in OPERATIONS if operation not in GUARDED], ids=name_of)
def test_public_operation_needs_no_token(run: Run, operation: Operation) -> None:
    response = run.call(operation.method, path_to_nothing(operation), **sent_to(operation))
    assert response.status_code not in {401, 403}


def test_401_names_bearer_scheme_as_the_gateway_remaps_it(run: Run) -> None:
    headers = run.call("GET", "/v1/accounts").headers
    assert headers["x-amzn-remapped-www-authenticate"] == "Bearer"
    assert "www-authenticate" not in headers


@pytest.mark.parametrize("sent", ["Bearer x.y.z", "bearer é", "BEARER  " + "a" * 500])
def test_401_says_invalid_token_where_one_was_sent(run: Run, sent: str) -> None:
    response = run.call("GET", "/v1/accounts", headers={"Authorization": sent.encode()})
    problem = problem_of(response)
    assert (response.status_code, slug_of(response), problem["error"]) == (401, "unauthenticated", "invalid_token")
    assert response.headers["x-amzn-remapped-www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("sent", ["Basic cDpx", "Bearer", "x.y.z"])
def test_401_names_no_error_where_no_token_was_sent(run: Run, sent: str) -> None:
    response = run.call("GET", "/v1/accounts", headers={"Authorization": sent})
    assert response.headers["x-amzn-remapped-www-authenticate"] == "Bearer"
    assert "error" not in problem_of(response)


def path_variables(run: Run) -> list[str]:
    return run.token(cast.PARTNER).split(".")


def claims_of(run: Run) -> Json:
    claims: Json = jwt.decode(run.token(cast.PARTNER), options={"verify_signature": False})
    return claims


def unsigned(run: Run) -> str:
    return jwt.encode(claims_of(run), "", algorithm="none")


def signed_by_a_stranger(run: Run) -> str:
    key_id = jwt.get_unverified_header(run.token(cast.PARTNER))["kid"]
    stranger = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return jwt.encode(claims_of(run), stranger, algorithm="RS256", headers={"kid": key_id})


def signed_with_a_password(run: Run) -> str:
    return jwt.encode(claims_of(run), "a-password-of-thirty-two-letters", algorithm="HS256")


def altered(run: Run) -> str:
    header, _, signature = path_variables(run)
    richer = jwt.encode(claims_of(run) | {"groups": ["reviewers"]}, "", algorithm="none")
    return ".".join([header, richer.split(".")[1], signature])


def cut_short(run: Run) -> str:
    return run.token(cast.PARTNER)[:-8]


def without_signature(run: Run) -> str:
    return ".".join([*path_variables(run)[:2], ""])


FORGERS = [unsigned, signed_by_a_stranger, signed_with_a_password, altered, cut_short, without_signature]


@pytest.mark.parametrize("forger", FORGERS, ids=lambda forger: forger.__name__)
def test_forged_token_answers_401(run: Run, forger: Forger) -> None:
    headers = {"Authorization": f"Bearer {forger(run)}"}
    refused(run, 401, "unauthenticated", "GET", "/v1/accounts", headers=headers)


@pytest.mark.parametrize("header", ["Bearer", "Bearer a.b.c", "Basic cGF0OnBhdA==", "Bearer " + "x" * 9_000, "pat"])
def test_malformed_authorization_header_answers_401(run: Run, header: str) -> None:
    refused(run, 401, "unauthenticated", "GET", "/v1/accounts", headers={"Authorization": header})


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("expired", {"exp": LONG_AGO, "iat": LONG_AGO - 3_600}),
        ("for another audience", {"aud": "another-app"}),
        ("for several audiences, asked for by another", {"aud": ["smart-account-requests", "another-app"]}),
        ("of another issuer", {"iss": "https://sign-in.elsewhere.example"}),
        ("issued in the future", {"iat": LONG_AGO + 100 * 52 * IN_A_WEEK}),
        ("for another use", {"token_use": "access"}),
    ],
)
def test_token_with_wrong_claims_answers_401(run: Run, cast: Cast, name: str, claims: Json) -> None:
    email = f"{name.replace(' ', '-').replace(',', '')}@reseller.example"
    cast.person(email, **claims)
    refused(run, 401, "unauthenticated", "GET", "/v1/accounts", by=email)


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("nothing-said", {"email_verified": None}),
        ("denied-as-text", {"email_verified": "false"}),
        ("said-by-a-number", {"email_verified": 1}),
        ("no-address", {"email": None}),
        ("not-an-address", {"email": "partner"}),
    ],
)
def test_unverified_address_answers_403(run: Run, cast: Cast, name: str, claims: Json) -> None:
    cast.person(f"{name}@reseller.example", **claims)
    refused(run, 403, "email-not-verified", "GET", "/v1/accounts", by=f"{name}@reseller.example")


def test_address_is_case_insensitive(run: Run, cast: Cast) -> None:
    cast.person("shouting", email=cast.requester().upper())
    assert run.call("GET", "/v1/accounts?q=acme", "shouting").status_code == 200


@pytest.mark.parametrize("email", ["par.tner@reseller.example", "partner+x@reseller.example"])
def test_similar_address_has_no_role(run: Run, cast: Cast, email: str) -> None:
    refused(run, 403, "role-required", "GET", "/v1/accounts", by=cast.person(email))
