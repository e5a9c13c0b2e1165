"""What the environment may say about the sign-in provider and what it says of people."""

import pytest

from chalicelib.settings import SettingsError
from tests.test_settings import faults, read


def test_the_formats_of_groups_are_named_to_whoever_gives_another() -> None:
    (fault,) = faults(OIDC_GROUPS_FORMAT="comma")
    assert "bracketed" in fault
    assert read(OIDC_GROUPS_FORMAT="bracketed").oidc_groups_format == "bracketed"
    assert read(OIDC_GROUPS_FORMAT=" ").oidc_groups_format == read().oidc_groups_format == ""


def test_the_reviewers_group_is_called_reviewers_unless_it_is_named() -> None:
    assert read().reviewers_group == "reviewers"
    assert read(REVIEWERS_GROUP=" sar reviewers ").reviewers_group == "sar reviewers"


def test_a_client_without_a_secret_is_a_public_one() -> None:
    assert read().oidc_client_secret == ""
    assert read(OIDC_CLIENT_SECRET=" ").oidc_client_secret == ""


def test_a_clients_secret_is_kept_to_itself() -> None:
    settings = read(OIDC_CLIENT_SECRET="s3cr:t+/=")

    assert settings.oidc_client_secret == "s3cr:t+/="
    assert "s3cr" not in repr(settings)


@pytest.mark.parametrize("secret", ["two words", "a\nb", "é"], ids=ascii)
def test_a_secret_that_no_provider_shows_is_refused_with_a_remedy_and_not_repeated(secret: str) -> None:
    with pytest.raises(SettingsError, match=r"OIDC_CLIENT_SECRET is not usable: give .* or leave it out") as fault:
        read(OIDC_CLIENT_SECRET=secret)
    assert secret not in str(fault.value)


@pytest.mark.parametrize("issuer", ["https://sign-in.vendor.example", "https://tenant.sign-in.example/"])
def test_an_issuer_is_taken_to_the_letter(issuer: str) -> None:
    assert read(OIDC_ISSUER=issuer).oidc_issuer == issuer


@pytest.mark.parametrize("issuer", ["http://sign-in.vendor.example", "sign-in.vendor.example", "ftp://a"])
def test_an_issuer_whom_others_could_speak_for_is_refused(issuer: str) -> None:
    with pytest.raises(SettingsError, match="OIDC_ISSUER is not usable: give an https address"):
        read(OIDC_ISSUER=issuer)


def test_a_provider_without_a_sign_out_page_of_its_own_needs_no_setting() -> None:
    assert read().oidc_logout_url == ""
    assert read(OIDC_LOGOUT_URL=" https://pool.example/logout ").oidc_logout_url == "https://pool.example/logout"


@pytest.mark.parametrize(
    "url", ["http://pool.example/logout", "pool.example", "https://pool.example/é", "https://a/b c"]
)
def test_a_sign_out_page_that_is_no_safe_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="OIDC_LOGOUT_URL is not usable: give "):
        read(OIDC_LOGOUT_URL=url)


def test_scopes_are_openid_email_and_profile_unless_they_are_named() -> None:
    assert read().oidc_scopes == read(OIDC_SCOPES=" ").oidc_scopes == "openid email profile"
    assert read(OIDC_SCOPES="openid email groups").oidc_scopes == "openid email groups"


def test_no_domain_is_vouched_for_unless_it_is_named() -> None:
    assert read().oidc_vouched_domains == frozenset()
    named = read(OIDC_VOUCHED_DOMAINS="Vendor.example, bücher.example").oidc_vouched_domains
    assert named == {"vendor.example", "xn--bcher-kva.example"}
