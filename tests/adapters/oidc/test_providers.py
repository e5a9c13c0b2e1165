"""Of all that a provider signs, its ID token alone speaks for somebody: provider by provider."""

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
OTHERS = {f"{name}: {sort}": token for name, provider in PROVIDERS.items() for sort, token in provider.others.items()}
# Nothing in these tells what they are; they never name one audience alone.
TOLD_BY_THEIR_AUDIENCES = {"ZITADEL: access"}
NAMED_ALONE = {name: token for name, token in OTHERS.items() if name not in TOLD_BY_THEIR_AUDIENCES}


def issuer() -> FakeIssuer:
    return FakeIssuer(keys=[KEY.published])


def with_our_client(token: Token) -> str:
    """The token with a verified address, and our client among its audiences."""
    audiences = [*token.audiences, CLIENT]
    said = claims(**token.claims | {"aud": audiences if len(audiences) > 1 else CLIENT})
    return signed(KEY, said, **token.header)


@pytest.mark.parametrize("token", ID_TOKENS.values(), ids=ID_TOKENS)
def test_the_id_token_of_every_provider_speaks_for_its_person(token: Token) -> None:
    assert str(issuer().verify(with_our_client(token)).email) == "partner@reseller.example"


@pytest.mark.parametrize("token", OTHERS.values(), ids=OTHERS)
def test_no_other_token_with_our_client_among_its_audiences_speaks_for_anybody(token: Token) -> None:
    assert issuer().refusal(with_our_client(token)) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("token", NAMED_ALONE.values(), ids=NAMED_ALONE)
def test_no_other_token_that_our_client_asked_for_alone_speaks_for_anybody(token: Token) -> None:
    said = claims(**token.claims | {"aud": CLIENT, "azp": CLIENT})

    assert issuer().refusal(signed(KEY, said, **token.header)) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("claim", sorted(NEVER_IN_ID_TOKENS | IN_BOTH | TOKEN_TYPE.keys()))
@pytest.mark.parametrize("value", ["x", "", None, [], {}, True], ids=repr)
def test_each_claim_of_another_token_makes_a_good_one_speak_for_nobody(claim: str, value: object) -> None:
    assert issuer().refusal(signed(KEY, claims(**{claim: value}))) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("claim", sorted(NEVER_IN_ID_TOKENS))
def test_a_claim_that_no_id_token_has_is_refused_beside_the_hash_of_an_access_token(claim: str) -> None:
    assert issuer().refusal(signed(KEY, claims(at_hash="h", **{claim: "x"}))) is Problem.UNAUTHENTICATED


BESIDE_THE_HASH: dict[str, dict[str, object]] = {
    "an empty hash": {"scope": "openid", "at_hash": ""},
    "a hash that is no word": {"scope": "openid", "at_hash": ["h"]},
    "the client and scope that RFC 9068 asks for": {"scope": "openid", "client_id": CLIENT, "at_hash": "h"},
    "another client": {"client_id": "other", "at_hash": "h"},
    "a list of clients": {"client_id": [CLIENT], "at_hash": "h"},
}


@pytest.mark.parametrize("said", BESIDE_THE_HASH.values(), ids=BESIDE_THE_HASH)
def test_the_hash_of_an_access_token_excuses_no_more_than_providers_write(said: dict[str, object]) -> None:
    assert issuer().refusal(signed(KEY, claims(**said))) is Problem.UNAUTHENTICATED


def test_the_table_has_a_provider_for_every_claim_that_counts() -> None:
    elsewhere = {claim for token in OTHERS.values() for claim in token.claims}
    in_id_tokens = {claim for token in ID_TOKENS.values() for claim in token.claims}

    assert elsewhere >= NEVER_IN_ID_TOKENS | IN_BOTH | TOKEN_TYPE.keys()
    assert in_id_tokens >= IN_BOTH | TOKEN_TYPE.keys()
    assert in_id_tokens.isdisjoint(NEVER_IN_ID_TOKENS)
