"""Somebody signs in at each provider of docs/sign-in-providers.md, by the claims that it sends."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.adapters.oidc.group_claims import GroupRules
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.programs.client import TokenProfile
from infra.local.state import PROJECT_ROOT
from tests.adapters.oidc.fake_endpoints import PROOFS, Issuer, tokens
from tests.adapters.oidc.fake_issuer import MISSING, NOW

DOCUMENT = (PROJECT_ROOT / "docs" / "sign-in-providers.md").read_text(encoding="utf-8")
PROGRAMS = "\n## Programs\n"
ROW = re.compile(r"^\| ([A-Z][\w ]+) \| (.+?) \|", re.MULTILINE)
VERIFIED: dict[str, object] = {"email": "pat@reseller.example", "email_verified": True, "name": "Pat Partner"}
NO_ADDRESS: dict[str, object] = {"email": MISSING, "email_verified": MISSING, "name": MISSING}
GROUP_IDS = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(200)]
ENTRA: dict[str, object] = {**VERIFIED, "email_verified": MISSING, "tid": "t", "oid": "o", "ver": "2.0"}
SCOPES = "openid email profile groups"


@dataclass(frozen=True)
class SignIn:
    """A provider's claims in the ID token and at the userinfo endpoint, and the settings for it."""

    provider: str
    settings: frozenset[str]
    id_token: dict[str, object]
    groups: GroupRules
    userinfo: dict[str, object] | None = None
    vouched: frozenset[str] = field(default_factory=frozenset)
    is_reviewer: bool = True


def at(provider: str, settings: str, id_token: dict[str, object], groups: GroupRules, **more: Any) -> SignIn:
    """Return a sign-in; `settings` are the names of the settings that the document has for the provider."""
    return SignIn(provider, frozenset(settings.split()), id_token, groups, **more)


COGNITO, GROUPS = GroupRules("cognito:groups"), GroupRules("groups")
OF_AUTH0 = "https://accounts.vendor.example/groups"
FROM_USERINFO = {"sub": "7f3a", **VERIFIED, "groups": ["reviewers"]}
BY_ENTRA = {"vouched": frozenset({"reseller.example"})}
BY_SCOPE = "OIDC_GROUPS_CLAIM OIDC_SCOPES"
OF_ENTRA = GroupRules("groups", reviewers=GROUP_IDS[7])
ENTRA_SETTINGS = "OIDC_GROUPS_CLAIM OIDC_VOUCHED_DOMAINS REVIEWERS_GROUP"
SIGN_INS = {
    "Cognito": at("Cognito", "", {**VERIFIED, "cognito:groups": ["reviewers"], "token_use": "id"}, COGNITO),
    "Cognito, from SAML": at(
        "Cognito",
        "",
        {**VERIFIED, "email_verified": "true", "token_use": "id", "custom:groups": "[staff, reviewers]"},
        GroupRules("custom:groups", "bracketed"),
    ),
    "Entra ID": at("Entra ID", ENTRA_SETTINGS, {**ENTRA, "groups": GROUP_IDS}, OF_ENTRA, **BY_ENTRA),
    "Entra ID, groups left out": at(
        "Entra ID",
        ENTRA_SETTINGS,
        {**ENTRA, "_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://graph"}}},
        OF_ENTRA,
        is_reviewer=False,
        **BY_ENTRA,
    ),
    "Okta": at("Okta", BY_SCOPE, {**NO_ADDRESS, "ver": 1, "at_hash": "h"}, GROUPS, userinfo=FROM_USERINFO),
    "Okta, the address in the ID token": at(
        "Okta", BY_SCOPE, {**VERIFIED, "email_verified": MISSING, "ver": 1}, GROUPS, userinfo=FROM_USERINFO
    ),
    "Okta, custom server": at("Okta", BY_SCOPE, {**VERIFIED, "ver": 1, "groups": ["reviewers"]}, GROUPS),
    "Auth0": at("Auth0", "OIDC_GROUPS_CLAIM", {**VERIFIED, OF_AUTH0: ["reviewers"]}, GroupRules(OF_AUTH0)),
    "Keycloak": at("Keycloak", "OIDC_GROUPS_CLAIM", {**VERIFIED, "typ": "ID", "groups": ["/reviewers"]}, GROUPS),
    "Keycloak, a group of another parent": at(
        "Keycloak",
        "OIDC_GROUPS_CLAIM",
        {**VERIFIED, "typ": "ID", "groups": ["/partners/reviewers"]},
        GROUPS,
        is_reviewer=False,
    ),
    "Google": at("Google", "", {**VERIFIED, "hd": "reseller.example", "at_hash": "h"}, COGNITO, is_reviewer=False),
    "Dex": at("Dex", BY_SCOPE, {**VERIFIED, "at_hash": "h", "groups": ["reviewers"]}, GROUPS),
    "Authelia": at(
        "Authelia", BY_SCOPE, {**NO_ADDRESS, "amr": ["pwd"], "rat": NOW, "at_hash": "h"}, GROUPS, userinfo=FROM_USERINFO
    ),
}


def signed_in(sign_in: SignIn) -> Person:
    """Return the person of the code flow."""
    issuer = Issuer(reply=tokens(**sign_in.id_token))
    if sign_in.userinfo is not None:
        issuer.userinfo = Reply(200, json.dumps(sign_in.userinfo).encode())
    flow = issuer.flow(groups=sign_in.groups, vouched_domains=sign_in.vouched)
    return flow.exchange_code("a-code", PROOFS).person


@pytest.mark.parametrize("sign_in", SIGN_INS.values(), ids=SIGN_INS)
def test_person_signs_in_at_every_documented_provider(sign_in: SignIn) -> None:
    person = signed_in(sign_in)
    assert (str(person.email), person.name) == ("pat@reseller.example", "Pat Partner")
    assert person.is_reviewer is sign_in.is_reviewer


def test_document_names_the_providers_and_settings_that_are_tried() -> None:
    of_persons, _, _ = DOCUMENT.partition(PROGRAMS)
    documented = {name: frozenset(re.findall(r"`([A-Z_]+)=", settings)) for name, settings in ROW.findall(of_persons)}
    assert documented == {sign_in.provider: sign_in.settings for sign_in in SIGN_INS.values()}


def test_document_has_a_row_of_every_profile_of_access_tokens() -> None:
    _, _, of_programs = DOCUMENT.partition(PROGRAMS)
    assert set(re.findall(r"^\| [^|]+ \| `([a-z0-9]+)` \|", of_programs, re.MULTILINE)) == set(TokenProfile)


def test_groups_that_a_provider_leaves_out_are_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    signed_in(SIGN_INS["Entra ID, groups left out"])
    assert "left out the groups" in caplog.text
    caplog.clear()
    signed_in(SIGN_INS["Entra ID"])
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("email", "vouched", "missing"),
    [
        ("pat@reseller.example", (), "email_verified"),
        ("pat@reseller.example", ("other.example",), "email_verified"),
        ("pat@mail.reseller.example", ("reseller.example",), "email_verified"),
        ("pat@reseller.example", ("mail.reseller.example",), "email_verified"),
        ("", ("reseller.example",), "email"),
        (MISSING, ("reseller.example",), "email"),
    ],
    ids=repr,
)
def test_claim_that_is_missing_is_named_in_the_log_and_to_the_person(
    email: object, vouched: tuple[str, ...], missing: str, caplog: pytest.LogCaptureFixture
) -> None:
    issuer = Issuer(reply=tokens(email=email, email_verified=MISSING), userinfo_endpoint="")
    with pytest.raises(Refused) as refused:
        issuer.flow(vouched_domains=frozenset(vouched)).exchange_code("a-code", PROOFS)
    assert (refused.value.problem, refused.value.facts) == (Problem.EMAIL_NOT_VERIFIED, {"missing_claim": missing})
    assert f"no claim {missing}:" in caplog.text
    assert "reseller" not in caplog.text


@pytest.mark.parametrize("verified", [False, "false", None, "", 0], ids=repr)
def test_domain_that_is_vouched_for_makes_no_unverified_address_verified(verified: object) -> None:
    issuer = Issuer(reply=tokens(email_verified=verified))
    with pytest.raises(Refused, match="email-not-verified"):
        issuer.flow(vouched_domains=frozenset({"reseller.example"})).exchange_code("a-code", PROOFS)


@pytest.mark.parametrize("email", ["pat@RESELLER.example", "Pat@reseller.example", "pat@bücher.example"])
def test_domain_that_is_vouched_for_is_compared_in_its_one_spelling(email: str) -> None:
    vouched = frozenset({"reseller.example", "xn--bcher-kva.example"})
    issuer = Issuer(reply=tokens(email=email, email_verified=MISSING))
    assert issuer.flow(vouched_domains=vouched).exchange_code("a-code", PROOFS).person.email.domain in vouched
