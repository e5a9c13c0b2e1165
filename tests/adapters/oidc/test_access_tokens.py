"""A client's own access token names the client, and no other token does; it never stands for a person."""

from collections.abc import Mapping

import pytest

from chalicelib.adapters.oidc.access_tokens import AccessTokenVerifier, Audiences
from chalicelib.adapters.oidc.bearer_tokens import LONGEST_BEARER
from chalicelib.adapters.oidc.token_profiles import PROFILES
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope, TokenProfile
from tests.adapters.oidc.client_tokens import API, NEVER_OWN, OWN_TOKENS, PROGRAM
from tests.adapters.oidc.fake_issuer import CLIENT, ISSUER, MISSING, FakeIssuer, claims, ec_pair, signed
from tests.adapters.oidc.provider_tokens import AT_JWT, JWT, Claims
from tests.adapters.oidc.provider_tokens_hosted import HOSTED
from tests.adapters.oidc.provider_tokens_installed import INSTALLED

KEY = ec_pair("one")
WITHOUT_PERSON: Claims = {"email": MISSING, "email_verified": MISSING}
SCOPES = frozenset({ProgramScope.ACCOUNTS_READ, ProgramScope.REQUESTS_WRITE})
OWN = {profile.value: profile for profile in TokenProfile}
ALSO = {f"{kind.value}: {name}": (kind, name) for kind, tokens in OWN_TOKENS.items() for name in tokens.also}
OTHERS = {f"{kind.value}: {name}": (kind, name) for kind, tokens in OWN_TOKENS.items() for name in tokens.others}
EVERY = {f"{kind.value}: {name}": (kind, name) for kind in TokenProfile for name in NEVER_OWN}


def issuer() -> FakeIssuer:
    return FakeIssuer(keys=[KEY.published])


def verifier(profile: TokenProfile, audience: str = API) -> AccessTokenVerifier:
    return AccessTokenVerifier.beside(issuer().verifier(), ISSUER, Audiences(audience, CLIENT), profile)


def token(profile: TokenProfile, changed: Mapping[str, object], **header: object) -> str:
    """Return the provider's own token of the program with these changes."""
    own = OWN_TOKENS[profile]
    return signed(KEY, claims(**WITHOUT_PERSON | own.own | dict(changed)), **own.header | header)


def refusal(profile: TokenProfile, written: str, audience: str = API) -> Problem | None:
    try:
        verifier(profile, audience).verify(written)
    except Refused as refused:
        return refused.problem
    return None


@pytest.mark.parametrize("profile", OWN.values(), ids=OWN)
def test_own_token_of_a_client_names_it_and_the_scopes_that_it_was_granted(profile: TokenProfile) -> None:
    assert verifier(profile).verify(token(profile, {})) == ClientIdentity(ISSUER, PROGRAM, SCOPES)


@pytest.mark.parametrize(("profile", "name"), ALSO.values(), ids=ALSO)
def test_other_spellings_of_an_own_token_name_the_same_client(profile: TokenProfile, name: str) -> None:
    found = verifier(profile).verify(token(profile, OWN_TOKENS[profile].also[name]))
    assert found == ClientIdentity(ISSUER, PROGRAM, SCOPES)


@pytest.mark.parametrize(("profile", "name"), OTHERS.values(), ids=OTHERS)
def test_tokens_that_are_not_the_clients_own_are_refused(profile: TokenProfile, name: str) -> None:
    written = token(profile, OWN_TOKENS[profile].others[name])
    assert refusal(profile, written) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize(("profile", "name"), EVERY.values(), ids=EVERY)
def test_what_no_own_token_is_is_refused_of_every_provider(profile: TokenProfile, name: str) -> None:
    assert refusal(profile, token(profile, NEVER_OWN[name])) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("profile", OWN.values(), ids=OWN)
def test_own_token_of_a_client_authenticates_no_person_even_with_an_address(profile: TokenProfile) -> None:
    person: Claims = {"email": "partner@reseller.example", "email_verified": True}
    both = {"aud": [API, CLIENT]} if profile is not TokenProfile.COGNITO else {"aud": CLIENT}
    ours = FakeIssuer(keys=[KEY.published])
    for changed in (person, person | both, person | {"aud": CLIENT}):
        assert ours.refusal(token(profile, changed)) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("profile", OWN.values(), ids=OWN)
@pytest.mark.parametrize("name", [*HOSTED, *INSTALLED])
def test_no_id_token_of_any_provider_is_an_access_token(profile: TokenProfile, name: str) -> None:
    known = {**HOSTED, **INSTALLED}[name].id_token
    for audience in (CLIENT, API, [API]):
        written = signed(KEY, claims(**known.claims | {"aud": audience}), **known.header)
        assert refusal(profile, written) is Problem.UNAUTHENTICATED


def test_id_token_that_names_the_api_too_is_no_id_token() -> None:
    people = issuer()
    both = claims(aud=[CLIENT, API], azp=CLIENT)
    assert people.refusal(signed(KEY, both)) is None
    assert FakeIssuer(keys=[KEY.published], api_audience=API).refusal(signed(KEY, both)) is Problem.UNAUTHENTICATED


def test_types_of_headers_follow_the_provider() -> None:
    assert refusal(TokenProfile.RFC_9068, token(TokenProfile.RFC_9068, {}, **JWT)) is Problem.UNAUTHENTICATED
    assert refusal(TokenProfile.RFC_9068, token(TokenProfile.RFC_9068, {}, typ="application/AT+JWT")) is None
    assert refusal(TokenProfile.KEYCLOAK, token(TokenProfile.KEYCLOAK, {}, **AT_JWT)) is None
    assert refusal(TokenProfile.OKTA, token(TokenProfile.OKTA, {}, **AT_JWT)) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("profile", OWN.values(), ids=OWN)
def test_scopes_that_are_unknown_or_no_text_grant_nothing(profile: TokenProfile) -> None:
    own = f"{API}/unknown" if profile is TokenProfile.COGNITO else "unknown"
    written: list[object] = [own, 7, None]
    changed: Claims = {PROFILES[profile].scope_claim: written}
    assert verifier(profile).verify(token(profile, changed)).scopes == frozenset()


@pytest.mark.parametrize("profile", OWN.values(), ids=OWN)
def test_without_an_audience_of_the_api_no_client_has_access(profile: TokenProfile) -> None:
    assert refusal(profile, token(profile, {"aud": ""}), audience="") is Problem.UNAUTHENTICATED


def test_token_beyond_what_the_gateway_takes_is_refused_before_it_is_read() -> None:
    assert refusal(TokenProfile.OKTA, "a" * (LONGEST_BEARER + 1)) is Problem.TOKEN_TOO_LONG
    assert refusal(TokenProfile.OKTA, "é") is Problem.UNAUTHENTICATED
    assert refusal(TokenProfile.OKTA, signed(KEY, b"[]", **JWT)) is Problem.UNAUTHENTICATED
