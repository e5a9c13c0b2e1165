"""The page of an account and the API name who administers a Virtual Account, to those who may see it."""

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.accounts.read import contacts_of
from chalicelib.web.accounts.serializers import contact_view
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
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
    found = contacts_of(site.world.ports, account.caller(PARTNER), account.account_id)
    assert [(one.email, one.role, one.virtual_account_id) for one in map(contact_view, found)] == [
        (str(ADMINISTRATOR.email), "smart_account_administrator", None),
        (str(COLLEAGUE.email), "virtual_account_administrator", account.lab),
    ]
