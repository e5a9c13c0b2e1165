"""Of all tokens that a provider signs only its ID token authenticates a person, provider by provider."""

import pytest

from chalicelib.adapters.oidc.id_tokens import IN_BOTH, NEVER_IN_ID_TOKENS, TOKEN_TYPE
from chalicelib.domain.errors import Problem
from tests.adapters.oidc.fake_issuer import CLIENT, FakeIssuer, claims, ec_pair, signed
from tests.adapters.oidc.provider_tokens import Token
from tests.adapters.oidc.provider_tokens_hosted import HOSTED
from tests.adapters.oidc.provider_tokens_installed import INSTALLED

KEY = ec_pair("one")
PROVIDERS = {**HOSTED, **INSTALLED}
ID_TOKENS = {name: provider.id_token for name, provider in PROVIDERS.items()}
OTHERS = {f"{name}: {kind}": token for name, provider in PROVIDERS.items() for kind, token in provider.others.items()}
# Only the audiences of these tokens show what they are; they always name more than one.
RECOGNISED_BY_AUDIENCES = {"ZITADEL: access"}
WITH_ONE_AUDIENCE = {name: token for name, token in OTHERS.items() if name not in RECOGNISED_BY_AUDIENCES}


def issuer() -> FakeIssuer:
    return FakeIssuer(keys=[KEY.published])


def with_our_client(token: Token) -> str:
    """Sign the token with a verified address and our client among its audiences."""
    audiences = [*token.audiences, CLIENT]
    token_claims = claims(**token.claims | {"aud": audiences if len(audiences) > 1 else CLIENT})
    return signed(KEY, token_claims, **token.header)


@pytest.mark.parametrize("token", ID_TOKENS.values(), ids=ID_TOKENS)
def test_id_token_of_every_provider_authenticates_its_person(token: Token) -> None:
    assert str(issuer().verify(with_our_client(token)).email) == "partner@reseller.example"


@pytest.mark.parametrize("token", OTHERS.values(), ids=OTHERS)
def test_other_tokens_with_our_client_among_the_audiences_are_refused(token: Token) -> None:
    assert issuer().refusal(with_our_client(token)) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("token", WITH_ONE_AUDIENCE.values(), ids=WITH_ONE_AUDIENCE)
def test_other_tokens_for_our_client_only_are_refused(token: Token) -> None:
    token_claims = claims(**token.claims | {"aud": CLIENT, "azp": CLIENT})

    assert issuer().refusal(signed(KEY, token_claims, **token.header)) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("claim", sorted(NEVER_IN_ID_TOKENS | IN_BOTH | TOKEN_TYPE.keys()))
@pytest.mark.parametrize("value", ["x", "", None, [], {}, True], ids=repr)
def test_each_claim_of_other_token_types_makes_a_token_refused(claim: str, value: object) -> None:
    assert issuer().refusal(signed(KEY, claims(**{claim: value}))) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("claim", sorted(NEVER_IN_ID_TOKENS))
def test_claim_of_other_token_types_is_refused_despite_an_access_token_hash(claim: str) -> None:
    assert issuer().refusal(signed(KEY, claims(at_hash="h", **{claim: "x"}))) is Problem.UNAUTHENTICATED


WITH_THE_HASH: dict[str, dict[str, object]] = {
    "an empty hash": {"scope": "openid", "at_hash": ""},
    "a hash that is no word": {"scope": "openid", "at_hash": ["h"]},
    "the client and scope that RFC 9068 asks for": {"scope": "openid", "client_id": CLIENT, "at_hash": "h"},
    "another client": {"client_id": "other", "at_hash": "h"},
    "a list of clients": {"client_id": [CLIENT], "at_hash": "h"},
}


@pytest.mark.parametrize("changed", WITH_THE_HASH.values(), ids=WITH_THE_HASH)
def test_access_token_hash_allows_only_the_combinations_that_providers_use(changed: dict[str, object]) -> None:
    assert issuer().refusal(signed(KEY, claims(**changed))) is Problem.UNAUTHENTICATED


def test_table_of_providers_covers_every_distinguishing_claim() -> None:
    in_other_tokens = {claim for token in OTHERS.values() for claim in token.claims}
    in_id_tokens = {claim for token in ID_TOKENS.values() for claim in token.claims}

    assert in_other_tokens >= NEVER_IN_ID_TOKENS | IN_BOTH | TOKEN_TYPE.keys()
    assert in_id_tokens >= IN_BOTH | TOKEN_TYPE.keys()
    assert in_id_tokens.isdisjoint(NEVER_IN_ID_TOKENS)
