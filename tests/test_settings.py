"""What the environment may say about the sign-in provider."""

import pytest

from chalicelib.settings import Settings, SettingsError, read_settings

ENVIRONMENT = {
    "STAGE": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "PUBLIC_URL": "https://accounts.vendor.example/api/",
    "TABLE_NAME": "table",
    "MAIL_QUEUE": "mail",
    "MAIL_SENDER": "no-reply@vendor.example",
    "SUPPORT_ADDRESS": "support@vendor.example",
    "REVIEWER_ADDRESSES": "reviewer@vendor.example",
    "OIDC_ISSUER": "https://sign-in.vendor.example",
    "OIDC_CLIENT_ID": "app",
    "LINK_KEYS": f"k1:{'l' * 32}",
    "AUDIT_KEYS": f"k1:{'a' * 32}",
}


def read(**changed: str) -> Settings:
    return read_settings(ENVIRONMENT | changed)


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


def test_the_products_own_address_ends_without_a_slash() -> None:
    assert read().public_url == "https://accounts.vendor.example/api"


@pytest.mark.parametrize("issuer", ["http://sign-in.vendor.example", "sign-in.vendor.example", "ftp://a"])
def test_an_issuer_whom_others_could_speak_for_is_refused(issuer: str) -> None:
    with pytest.raises(SettingsError, match="OIDC_ISSUER is not usable: give an https address"):
        read(OIDC_ISSUER=issuer)
