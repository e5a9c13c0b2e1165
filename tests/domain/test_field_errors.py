"""Every refused field is named by its pointer, with the code and the values that its text needs."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.domain.access import ask
from chalicelib.domain.access.roles import RoleForm, new_grant, with_new_administrators
from chalicelib.domain.accounts import importing
from chalicelib.domain.accounts.account import (
    GIVEN_ROLES,
    MOST_ADMINISTRATORS,
    AccessRole,
    Administrator,
    VirtualAccount,
)
from chalicelib.domain.accounts.administration import MOST_VIRTUAL_ACCOUNTS, NewVirtualAccount, new_virtual_account
from chalicelib.domain.errors import FieldCode, FieldError, Problem, Refused
from chalicelib.domain.languages import LANGUAGES, language
from chalicelib.domain.requests import approval
from chalicelib.domain.requests.nominations import reassign
from chalicelib.domain.requests.request import ReasonCode
from chalicelib.domain.text import NAME_MIN, NOTE_MAX
from chalicelib.domain.validation import read_one
from tests.domain.requests.stories import (
    ACCOUNT,
    KEY,
    OUTSIDER,
    POLICY,
    RULES,
    START,
    access_asked,
    access_declined,
    nominated,
    pending,
    replacement,
    submission_transition,
)

TOO_LONG = "x" * 10_000
ADMINISTRATOR_ROLE = AccessRole.SMART_ACCOUNT_ADMINISTRATOR.value
GRANT = new_grant(RoleForm("ada@univ.example", ADMINISTRATOR_ROLE), ACCOUNT.account_id, (), "grant-1", START)
FULL = replace(
    ACCOUNT,
    administrators=tuple(Administrator(f"a{n}@univ.example", "", "en") for n in range(MOST_ADMINISTRATORS)),
)


def granted(role: str, virtual_account_id: str = "") -> object:
    return new_grant(RoleForm("ada@univ.example", role, virtual_account_id), "account-2", ["part-1"], "grant-1", START)


def imported(name: str | None, *domains: str, visibility: str = "", administrators: tuple[str, ...] = ()) -> object:
    return importing.read_row(name, domains, visibility, administrators, RULES)


def created(name: str, present: int = 0) -> object:
    others = [VirtualAccount(f"part-{n}", "account-2", f"Part {n}", START) for n in range(present)]
    return new_virtual_account(NewVirtualAccount(name), ACCOUNT, others, "part-new", START)


def reassigned(email: str) -> object:
    return reassign(pending(), replacement(email), RULES, POLICY, KEY, START)


# By what was tried: the pointer, the code and the facts of the field's error.
ERRORS: dict[str, tuple[Callable[[], object], FieldError]] = {
    "ask for another role": (
        lambda: access_asked(role="owner"),
        FieldError(
            "/role",
            FieldCode.NOT_ONE_OF,
            {"choices": "virtual_account_administrator, virtual_account_user, virtual_account_viewer"},
        ),
    ),
    "ask for too many Virtual Accounts": (
        lambda: access_asked(virtual_account_ids=tuple(map(str, range(ask.MOST_VIRTUAL_ACCOUNTS + 1)))),
        FieldError("/virtual_account_ids", FieldCode.TOO_MANY, {"limit": ask.MOST_VIRTUAL_ACCOUNTS}),
    ),
    "ask for an unknown Virtual Account": (
        lambda: access_asked(virtual_account_ids=("part-9",)),
        FieldError("/virtual_account_ids", FieldCode.VIRTUAL_ACCOUNT_MISSING),
    ),
    "ask for no Virtual Account": (
        lambda: access_asked(virtual_account_ids=()),
        FieldError("/virtual_account_ids", FieldCode.REQUIRED),
    ),
    "decline access with an endless reason": (
        lambda: access_declined(access_asked().request, TOO_LONG),
        FieldError("/reason", FieldCode.TOO_LONG, {"limit": NOTE_MAX}),
    ),
    "grant another role": (
        lambda: granted("owner"),
        FieldError("/role", FieldCode.NOT_ONE_OF, {"choices": ", ".join(GIVEN_ROLES)}),
    ),
    "grant an account's role on a Virtual Account": (
        lambda: granted(ADMINISTRATOR_ROLE, "part-1"),
        FieldError(
            "/role",
            FieldCode.NOT_ONE_OF,
            {"choices": "virtual_account_administrator, virtual_account_user, virtual_account_viewer"},
        ),
    ),
    "grant a role on no Virtual Account": (
        lambda: granted("virtual_account_user"),
        FieldError("/virtual_account_id", FieldCode.REQUIRED),
    ),
    "grant a role on an unknown Virtual Account": (
        lambda: granted("virtual_account_user", "part-9"),
        FieldError("/virtual_account_id", FieldCode.VIRTUAL_ACCOUNT_MISSING),
    ),
    "list too many administrators": (
        lambda: with_new_administrators(FULL, [GRANT]),
        FieldError("/role", FieldCode.TOO_MANY, {"limit": MOST_ADMINISTRATORS}),
    ),
    "create a nameless Virtual Account": (
        lambda: created(" "),
        FieldError("/name", FieldCode.TOO_SHORT, {"limit": NAME_MIN}),
    ),
    "create too many Virtual Accounts": (
        lambda: created("Another", MOST_VIRTUAL_ACCOUNTS),
        FieldError("/name", FieldCode.TOO_MANY, {"limit": MOST_VIRTUAL_ACCOUNTS}),
    ),
    "import a blank name": (
        lambda: imported(" ", "univ.example"),
        FieldError("/account_name", FieldCode.TOO_SHORT, {"limit": NAME_MIN}),
    ),
    "import without a domain": (
        lambda: imported("University"),
        FieldError("/domains/0", Problem.DOMAIN_MALFORMED),
    ),
    "import another visibility": (
        lambda: imported("University", "univ.example", visibility="secret"),
        FieldError("/visibility", FieldCode.NOT_ONE_OF, {"choices": "unrestricted, restricted"}),
    ),
    "import an administrator without an address": (
        lambda: imported("University", "univ.example", administrators=("ada@univ.example", "Alan")),
        FieldError("/administrators/1", FieldCode.ADDRESS_MALFORMED),
    ),
    "name another language": (
        lambda: read_one("/language", language, "xx"),
        FieldError("/language", FieldCode.NOT_ONE_OF, {"choices": ", ".join(LANGUAGES)}),
    ),
    "request another type of account": (
        lambda: submission_transition(account_type="personal"),
        FieldError("/account_type", FieldCode.NOT_ONE_OF, {"choices": "customer"}),
    ),
    "request without an address": (
        lambda: submission_transition(customer_emails=()),
        FieldError("/customer_emails", FieldCode.TOO_FEW, {"limit": 1}),
    ),
    "request with too many addresses": (
        lambda: submission_transition(
            customer_emails=tuple(f"a{n}@univ.example" for n in range(POLICY.customer_addresses + 1))
        ),
        FieldError("/customer_emails", FieldCode.TOO_MANY, {"limit": POLICY.customer_addresses}),
    ),
    "replace an approver by somebody outside": (
        lambda: reassigned(OUTSIDER),
        FieldError("/email", Problem.REASSIGN_OUTSIDE_DOMAIN),
    ),
    "replace an approver by oneself": (
        lambda: reassigned("partner@reseller.example"),
        FieldError("/email", Problem.REQUESTER_CANNOT_APPROVE),
    ),
    "decline by another code": (
        lambda: approval.decline(pending(), nominated(pending()), "because", "", START),
        FieldError("/reason_code", FieldCode.NOT_ONE_OF, {"choices": ", ".join(ReasonCode)}),
    ),
}


@pytest.mark.parametrize(("attempt", "error"), ERRORS.values(), ids=ERRORS)
def test_refused_field_is_named_with_its_code_and_facts(attempt: Callable[[], object], error: FieldError) -> None:
    with pytest.raises(Refused) as refused:
        attempt()
    assert refused.value.errors == (error,)
