"""People are invited to the user pool that the stack has made, and sign in there by the pool's own pages."""

from typing import Any

import pytest

from chalicelib.domain.identity.mail_address import MailAddress
from infra.deploy import stack
from infra.local.environment import applied, aws_environment
from infra.operate.inviting import UserPool, pool_of
from tests.infra.emulator import POLL_SECONDS, Emulator, named

ADDRESS, ANOTHER = MailAddress.parse("rae@vendor.example"), MailAddress.parse("kim@vendor.example")


@pytest.fixture(scope="module")
def pool(aws: Emulator) -> UserPool:
    stage, cloudformation = named("people"), aws.client("cloudformation")
    stack.create_or_update(cloudformation, stage, {"WithUserPool": "true"}, POLL_SECONDS)
    with applied(aws_environment(aws.url, aws.url)):
        found = pool_of(stack.outputs_of(cloudformation, stage)["OidcIssuer"])
    assert found is not None
    return found


def attributes_of(pool: UserPool) -> dict[str, Any]:
    found = pool.cognito.admin_get_user(UserPoolId=pool.pool_id, Username=str(ADDRESS))
    return {attribute["Name"]: attribute["Value"] for attribute in found["UserAttributes"]}


def test_invited_person_has_a_verified_address_and_the_group(pool: UserPool) -> None:
    assert pool.invite(ADDRESS, "Rae Reviewer") is True
    pool.add_to_group(ADDRESS, "reviewers")
    expected = {"email": str(ADDRESS), "email_verified": "true", "name": "Rae Reviewer"}
    assert expected.items() <= attributes_of(pool).items()
    groups = pool.cognito.admin_list_groups_for_user(UserPoolId=pool.pool_id, Username=str(ADDRESS))["Groups"]
    assert [group["GroupName"] for group in groups] == ["reviewers"]


def test_invitation_is_mailed_again_until_it_was_used(pool: UserPool) -> None:
    pool.invite(ANOTHER, "")
    assert pool.invite(ANOTHER, "") is True
    person = {"UserPoolId": pool.pool_id, "Username": str(ANOTHER)}
    pool.cognito.admin_set_user_password(**person, Password="A-password-of-her-own-1", Permanent=True)
    assert pool.invite(ANOTHER, "") is False


@pytest.mark.parametrize(
    ("issuer", "pool_id"),
    [
        ("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123", "eu-west-1_AbC123"),
        ("https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbC123", "us-gov-west-1_AbC123"),
        ("https://sign-in.vendor.example", None),
        ("https://sign-in.vendor.example/eu-west-1_AbC123/more", None),
        ("https://sign-in.vendor.example/realms/eu-west-1_AbC123", None),
    ],
)
def test_pool_is_known_by_the_issuer(issuer: str, pool_id: str | None) -> None:
    found = pool_of(issuer)
    assert (found and found.pool_id) == pool_id
