"""The page of an account and the API name who administers a Virtual Account, to those who may see it."""

import json

import pytest

from chalicelib.domain.accounts.account import AccessRole
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.api.populated_site import bearer
from tests.web.browser_without_script import Site
from tests.world import PARTNER

ADMINISTERS_PART = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR


@pytest.fixture
def account(site: Site) -> Account:
    made = Account.of(site.world)
    made.give(COLLEAGUE, ADMINISTERS_PART, made.lab)
    made.give(PARTNER, AccessRole.SMART_ACCOUNT_VIEWER)
    return made


def test_page_names_them_with_their_virtual_account(site: Site, account: Account) -> None:
    page = site.signed_in().get(f"/accounts/{account.account_id}").page
    assert [one for one in page.texts("li") if "@univ.example" in one] == [
        str(ADMINISTRATOR.email),
        f"{COLLEAGUE.email} (Lab)",
    ]


def test_api_names_them_with_the_id_of_their_virtual_account(site: Site, account: Account) -> None:
    answered = site.get(f"/v1/accounts/{account.account_id}/contacts", **bearer(PARTNER)).text
    items = json.loads(answered)["items"]
    assert [(one["email"], one["role"], one["virtual_account_id"]) for one in items] == [
        (str(ADMINISTRATOR.email), "smart_account_administrator", None),
        (str(COLLEAGUE.email), ADMINISTERS_PART, account.lab),
    ]
