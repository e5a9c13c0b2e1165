"""Decisions about accounts: their administration, and imports."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.accounts import administration, import_merge, importing
from chalicelib.domain.accounts.account import (
    AccessRole,
    AccountStatus,
    Administrator,
    SmartAccount,
    VirtualAccount,
    Visibility,
)
from chalicelib.domain.accounts.administration import Alteration, Move, NewVirtualAccount, Uses
from chalicelib.domain.accounts.importing import ImportRow, LastImport
from chalicelib.domain.accounts.proposed_access import ProposedAccess, granted_ids, shown_to
from chalicelib.domain.errors import FieldCode, FieldError, LimitName, Problem, Refused
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import ACCOUNT, RULES, START

DAY = timedelta(days=1)
RESTRICTED = Visibility.RESTRICTED
TOO_LONG = "x" * 500


def tower(height: int) -> list[VirtualAccount]:
    """Return Virtual Accounts, each below the one before."""
    return [
        VirtualAccount(f"part-{one}", "account-2", f"Part {one}", START, parent_id=f"part-{one - 1}" if one else None)
        for one in range(height)
    ]


def new(wanted: NewVirtualAccount, present: list[VirtualAccount]) -> object:
    """Create a Virtual Account beside others."""
    return administration.new_virtual_account(wanted, ACCOUNT, present, "part-new", START)


def change(place: int = 1, height: int = 3, **wanted: Any) -> Decision[VirtualAccount]:
    """Return the change of one Virtual Account of a tower."""
    return Decision(
        lambda: tower(height)[place],
        lambda one: administration.changed_virtual_account(one, Alteration(**wanted), tower(height)),
    )


# One beside the tower, and one below it.
OTHERS = [VirtualAccount("other", "account-2", "Other", START), VirtualAccount("low", "account-2", "Low", START)]
OTHERS[1] = replace(OTHERS[1], parent_id="other")


def move_below(parent: str, one: VirtualAccount) -> object:
    """Move it, with the one below it, below one of a tower."""
    present = [*tower(7), *OTHERS]
    return administration.changed_virtual_account(one, Alteration(move=Move(parent)), present)


ADMINISTERED: Mapping[str, Decision[Any]] = {
    "act on a pending account": created(
        lambda: administration.refuse_unless_active(replace(ACCOUNT, status=AccountStatus.PENDING), START)
    ),
    "act on an active account": created(lambda: administration.refuse_unless_active(ACCOUNT, START)),
    "change an account": Decision(
        lambda: ACCOUNT, lambda one: administration.changed_account(one, Alteration(" Univ. ", "restricted"))
    ),
    "change nothing of an account": Decision(
        lambda: ACCOUNT, lambda one: administration.changed_account(one, Alteration())
    ),
    "change an account wrongly": Decision(
        lambda: ACCOUNT, lambda one: administration.changed_account(one, Alteration(TOO_LONG, "x"))
    ),
    "create a Virtual Account": created(lambda: new(NewVirtualAccount(" Lab ", "part-0", "restricted"), tower(1))),
    "create a Virtual Account wrongly": created(lambda: new(NewVirtualAccount("", "part-9", "x"), tower(1))),
    "create a Virtual Account twice": created(lambda: new(NewVirtualAccount("PART 0"), tower(1))),
    "create one of the same name below": created(lambda: new(NewVirtualAccount("Part 0", "part-0"), tower(1))),
    "create a Virtual Account at the deepest": created(lambda: new(NewVirtualAccount("Lab", "part-6"), tower(8))),
    "create a Virtual Account too deep": created(lambda: new(NewVirtualAccount("Lab", "part-7"), tower(8))),
    "create one too many": created(
        lambda: new(NewVirtualAccount("Lab"), [replace(tower(1)[0], virtual_account_id=f"{one}") for one in range(500)])
    ),
    "create the last one": created(
        lambda: new(NewVirtualAccount("Lab"), [replace(tower(1)[0], virtual_account_id=f"{one}") for one in range(499)])
    ),
    "rename a Virtual Account": change(name=" Lab ", search_visibility="restricted"),
    "rename a Virtual Account to itself": change(name="PART 1"),
    "rename a Virtual Account wrongly": change(name=TOO_LONG, search_visibility="x"),
    "move a Virtual Account": change(2, move=Move("part-0")),
    "move a Virtual Account to the top": change(2, move=Move(None)),
    "move a Virtual Account to the top by an empty id": change(2, move=Move("")),
    "move a Virtual Account below itself": change(0, move=Move("part-2")),
    "move a Virtual Account below nothing": change(0, move=Move("part-9")),
    "move a Virtual Account to the deepest": Decision(lambda: OTHERS[0], lambda one: move_below("part-5", one)),
    "move a Virtual Account too deep": Decision(lambda: OTHERS[0], lambda one: move_below("part-6", one)),
    "remove the default": created(
        lambda: administration.refuse_unless_removable(replace(tower(1)[0], is_default=True), Uses())
    ),
    "remove what is in use": created(lambda: administration.refuse_unless_removable(tower(1)[0], Uses(1, 2, 3, 4))),
    "remove what is in no use": created(lambda: administration.refuse_unless_removable(tower(1)[0], Uses())),
}

PROPOSALS = [
    ProposedAccess("1", "vi@univ.example", AccessRole.SMART_ACCOUNT_VIEWER),
    ProposedAccess("2", "it@univ.example", AccessRole.SMART_ACCOUNT_USER),
]
PROPOSED: Mapping[str, Decision[Any]] = {
    "show proposals": created(lambda: shown_to(PROPOSALS, "IT+x@univ.example")),
    "grant proposals": created(lambda: granted_ids(PROPOSALS, ["2", "1"])),
    "grant unknown proposals": created(lambda: granted_ids(PROPOSALS, ["2", *"345678"])),
}


def row(name: str | None = "New name", visibility: str = "restricted", *administrators: str) -> ImportRow:
    """Return a row of an import."""
    return importing.read_row(name, ["univ.example", "x.example"], visibility, administrators, RULES)


def account(**changed: Any) -> SmartAccount:
    """Return the account with an administrator."""
    return replace(ACCOUNT, administrators=(Administrator("boss@univ.example", "Bo"),), **changed)


def merge(of: ImportRow, last: LastImport | None = None, *lost: str, **changed: Any) -> Decision[SmartAccount]:
    """Return the merge of a row."""
    return Decision(lambda: account(**changed), lambda one: import_merge.merge_row(of, one, last, lost))


LAST = LastImport("account-2", ACCOUNT.account_name, ACCOUNT.search_visibility)
NEW, OTHER = "new@univ.example", "OTHER@univ.example"
MANY = tuple(f"a{one}@univ.example" for one in range(100))
IMPORTED: Mapping[str, Decision[Any]] = {
    "read a row": created(lambda: row("New name", " Restricted ", NEW)),
    "read a row without a name": created(lambda: row(None, "")),
    "read a faulty row": created(
        lambda: importing.read_row(
            TOO_LONG, [], "x", ["nobody", *MANY], RULES, [FieldError("/x", FieldCode.UNKNOWN_FIELD)]
        )
    ),
    "make an account": created(lambda: importing.account_from_row(row("Net", "", NEW, NEW, OTHER), "account-9", START)),
    "make a restricted account with many": created(
        lambda: importing.account_from_row(row("Net", "restricted", *MANY[:8]), "account-9", START)
    ),
    "record a first import": created(lambda: importing.first_import(account())),
    "lock an account": created(lambda: importing.lock_for(ACCOUNT)),
    "have a default Virtual Account": created(lambda: importing.default_virtual_account(ACCOUNT)),
    "have grants": created(lambda: importing.grants_for(ACCOUNT, [Administrator(NEW)], START + DAY)),
    "merge": merge(row("New name", "restricted", NEW), LAST),
    "merge what is the same": merge(row(ACCOUNT.account_name, "unrestricted"), LAST),
    "merge what was changed since": merge(
        row("New name", "restricted"), replace(LAST, account_name="Old name"), search_visibility=RESTRICTED
    ),
    "merge what somebody else changed": merge(
        row("New name", "unrestricted"), replace(LAST, account_name="Old name", search_visibility=RESTRICTED)
    ),
    "merge both changed": merge(
        row("New name", "restricted"),
        replace(LAST, account_name="Old name", search_visibility=None),
    ),
    "merge without a record": merge(row("New name", "restricted", NEW, "boss@univ.example")),
    "merge a role that was lost": merge(row(None, "", NEW), LAST, importing.role_id("account-2", NEW)),
    "merge a role that was lost in another spelling": merge(
        row(None, "", OTHER), LAST, importing.lost_role_id("account-2", OTHER)
    ),
    "merge a role that was given before": merge(
        row(None, "", NEW), replace(LAST, roles=(importing.role_id("account-2", NEW),))
    ),
    "merge a role that was passed over": merge(
        row(None, "", NEW), replace(LAST, passed_over=(importing.role_id("account-2", NEW),))
    ),
    "merge more roles than at once": merge(row(None, "", *MANY[:7]), LAST),
    "merge more roles than there may be": Decision(
        lambda: replace(ACCOUNT, administrators=tuple(map(Administrator, MANY[:99]))),
        lambda one: import_merge.merge_row(row(None, "", NEW, OTHER), one, LAST),
    ),
}

KEPT = Refused(Problem.MAIL_LIMIT, facts={"limit_name": LimitName.MAILS_PER_TEAM, "limit": 1}, retry_after=DAY)


def refused_with(*errors: FieldError) -> None:
    """Raise the same refusal with other faults."""
    raise KEPT.with_errors(errors)


REFUSED: Mapping[str, Decision[Any]] = {
    "refuse with other faults": created(lambda: refused_with(FieldError("/x", FieldCode.REQUIRED))),
}

OF_ACCOUNTS = {**ADMINISTERED, **PROPOSED, **IMPORTED, **REFUSED}
