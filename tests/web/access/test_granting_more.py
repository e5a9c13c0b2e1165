"""Granting access proposes the least; whoever chooses more sees what it allows and is asked once more."""

from collections.abc import Mapping

import pytest

from chalicelib.domain.accounts.account import GIVEN_ROLES, AccessRole
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.access.reading import LIST, VIRTUAL_ACCOUNT_FIELD, chosen
from tests.web.accounts.stories import NEWCOMER, address, typed
from tests.web.browser_without_script import Response, Site
from tests.web.page.filled_forms import token_of
from tests.world import PARTNER

VIEWERS = {AccessRole.SMART_ACCOUNT_VIEWER, AccessRole.VIRTUAL_ACCOUNT_VIEWER}
ADMINISTRATORS = {AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR}
CHECK = "Check what you grant"


def asks_once_more(response: Response) -> bool:
    """Whether the response is the check page."""
    return response.status == 200 and response.page.texts("h1") == [CHECK]


def fields_for(account: Account, role: AccessRole) -> Mapping[str, str]:
    """Return what is typed to grant this role to a newcomer."""
    return {
        "email": NEWCOMER,
        "role": role,
        "virtual_account_id": account.lab if role.startswith("virtual_account") else "",
    }


@pytest.mark.parametrize(
    ("by", "path", "role"),
    [
        (ADMINISTRATOR, "/roles", AccessRole.SMART_ACCOUNT_VIEWER),
        (ADMINISTRATOR, "/roles?part={lab}", AccessRole.VIRTUAL_ACCOUNT_VIEWER),
        (COLLEAGUE, "/roles", AccessRole.VIRTUAL_ACCOUNT_VIEWER),
    ],
    ids=["the whole account", "a Virtual Account", "an administrator of Virtual Accounts"],
)
def test_form_for_a_role_preselects_the_viewer(
    site: Site, account: Account, by: object, path: str, role: AccessRole
) -> None:
    signed_in = site.signed_in(ADMINISTRATOR if by is ADMINISTRATOR else COLLEAGUE)
    assert signed_in.get(address(account, path)).page.forms[-1].values["role"] == role


@pytest.mark.parametrize("role", GIVEN_ROLES)
def test_role_is_granted_at_once_only_to_viewers(visitor: Site, account: Account, role: AccessRole) -> None:
    before = account.world.rows()
    response = typed("/roles", **fields_for(account, role))(visitor, account)
    if role in VIEWERS:
        assert response.status == 303
        return
    assert asks_once_more(response)
    assert account.world.rows() == before
    texts = response.page.text
    assert NEWCOMER in texts
    assert ("Lab" in texts) is role.startswith("virtual_account")
    granted = visitor.fill_in(response, "/roles", checked="true")
    assert granted.headers["location"].endswith("done=offered")


def test_check_page_says_what_the_role_may_do(visitor: Site, account: Account) -> None:
    page = typed("/roles", **fields_for(account, AccessRole.SMART_ACCOUNT_ADMINISTRATOR))(visitor, account).page
    assert "grants and withdraws roles" in page.text
    assert "can withdraw yours" in page.text
    assert "Grant: Smart Account administrator" in page.texts("button")


def test_what_is_refused_is_refused_before_it_is_checked(visitor: Site, account: Account) -> None:
    typed("/roles", **fields_for(account, AccessRole.SMART_ACCOUNT_VIEWER))(visitor, account)
    faulty = typed("/roles", email="nobody", role=AccessRole.SMART_ACCOUNT_USER)(visitor, account)
    assert (faulty.status, faulty.page.field("email")["value"]) == (422, "nobody")
    known = typed("/roles", **fields_for(account, AccessRole.SMART_ACCOUNT_VIEWER))(visitor, account)
    assert known.status == 409


def test_check_page_leads_back_to_what_was_typed(visitor: Site, account: Account) -> None:
    fields = fields_for(account, AccessRole.VIRTUAL_ACCOUNT_USER)
    form = visitor.fill_in(typed("/roles", **fields)(visitor, account), "/roles", change="true")
    assert form.page.texts("h1") == ["Who has access to University of Example"]
    values = form.page.forms[-1].values
    assert fields.items() <= values.items()
    assert "checked" not in values, "another choice is asked about again"


@pytest.mark.parametrize("action", ["/roles", "/approve"])
def test_check_page_stays_in_another_language_and_grants_nothing(visitor: Site, account: Account, action: str) -> None:
    role = AccessRole.SMART_ACCOUNT_ADMINISTRATOR
    check = typed("/roles", **fields_for(account, role))(visitor, account)
    if action == "/approve":
        check = decided(visitor, account, account.ask(PARTNER, AccessRole.SMART_ACCOUNT_USER).access_request_id, role)
    before = account.world.rows()
    (form,) = [form for form in check.page.forms if "only_show" in form.values]
    in_french = visitor.post(f"{visitor.sent[-1].path}?lang=fr", form.values)
    assert (in_french.status, in_french.page.texts("h1")) == (200, ["Vérifiez ce que vous accordez"])
    assert account.world.rows() == before
    assert visitor.fill_in(in_french, action).status == 303


def decided(
    visitor: Site, account: Account, access_request_id: str, role: AccessRole, *virtual_account_ids: str
) -> Response:
    """Choose this access on the page of the request."""
    page = visitor.get(f"{LIST}/{access_request_id}")
    scope = "account" if role.startswith("smart_account") else "virtual_accounts"
    boxes = {f"{VIRTUAL_ACCOUNT_FIELD}{one}": "true" for one in virtual_account_ids}
    return visitor.fill_in(page, "/approve", scope=scope, role=role, **boxes)


LAB_ADMINISTRATOR = "virtual_account_administrator lab"
# What was asked for, what is chosen (`lab` and `office` are Virtual Accounts), and whether it is asked once more.
CHOICES: Mapping[str, tuple[str, str, bool]] = {
    "as asked": ("smart_account_user", "smart_account_user", False),
    "less": ("smart_account_user", "smart_account_viewer", False),
    "less, on a part": ("smart_account_user", "virtual_account_user lab", False),
    "a higher role": ("smart_account_viewer", "smart_account_user", True),
    "an administrator": ("smart_account_viewer", "smart_account_administrator", True),
    "an administrator as asked": ("smart_account_administrator", "smart_account_administrator", True),
    "an administrator of a part as asked": (LAB_ADMINISTRATOR, LAB_ADMINISTRATOR, True),
    "the part as asked": ("virtual_account_user lab", "virtual_account_user lab", False),
    "the whole account instead": ("virtual_account_viewer lab", "smart_account_viewer", True),
    "another part": ("virtual_account_viewer lab", "virtual_account_viewer office", True),
    "one part more": ("virtual_account_viewer lab", "virtual_account_viewer lab office", True),
}


@pytest.mark.parametrize("case", CHOICES)
def test_more_than_was_asked_for_is_asked_once_more(visitor: Site, account: Account, case: str) -> None:
    ids = {"lab": account.lab, "office": account.office}
    (asked_role, *asked), (role, *places), is_more = (*map(str.split, CHOICES[case][:2]), CHOICES[case][2])
    request = account.ask(PARTNER, AccessRole(asked_role), *(ids[place] for place in asked))
    proposed = chosen(visitor.get(f"{LIST}/{request.access_request_id}"))
    assert {value for value in proposed if value.endswith(("viewer", "user", "approver", "administrator"))} == {
        asked_role
    }
    wanted = {(AccessRole(role), ids.get(place)) for place in places or [""]}
    response = decided(visitor, account, request.access_request_id, AccessRole(role), *(ids[one] for one in places))
    assert asks_once_more(response) is is_more
    assert account.roles_of(PARTNER) == (set() if is_more else wanted)
    if is_more:
        assert visitor.fill_in(response, "/approve").headers["location"].endswith("done=approved")
        assert account.roles_of(PARTNER) == wanted


def test_decision_leads_back_to_what_was_chosen(visitor: Site, account: Account) -> None:
    request = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_VIEWER)
    role = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR
    check = decided(visitor, account, request.access_request_id, role, account.office)
    form = visitor.fill_in(check, "/approve", change="true")
    assert chosen(form) == {"virtual_accounts", role.value, VIRTUAL_ACCOUNT_FIELD + account.office}


def test_form_that_only_claims_to_be_checked_is_judged_like_any_other(site: Site, account: Account) -> None:
    request, visitor = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_USER), site.signed_in(COLLEAGUE)
    before = account.world.rows()
    form = {"scope": "account", "role": "smart_account_administrator", "checked": "true", **token_of(visitor)}
    assert visitor.post(f"{LIST}/{request.access_request_id}/approve", form).status == 403
    assert account.world.rows() == before
