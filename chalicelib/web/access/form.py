"""The fields of a choice of access: what may be chosen, how forms name it, and what the domain reads of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS, ROLES, AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessScope
from chalicelib.domain.accounts.account import VIRTUAL_ACCOUNT_ROLES, AccessRole, VirtualAccount
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.errors import FieldError, Refused
from chalicelib.rendering.pages.labels import label
from chalicelib.web.accounts.hierarchy import ways
from chalicelib.web.page.forms import Form

# A form has each field once, so that every Virtual Account is a field of its own.
VIRTUAL_ACCOUNT_FIELD = "virtual_account_ids/"
# In the order of the page, which is that of the summary of faults.
FIELDS = ("/scope", "/virtual_account_ids", "/role", "/note")
# More than these would make the page heavier than a page may be.
MOST_OFFERED = 200


@dataclass(frozen=True)
class Offer:
    """What a form lets people choose: the roles of each scope, and Virtual Accounts as field and path.

    `is_cut` says that there are more Virtual Accounts than the form has; at most `most` may be chosen.
    """

    roles: Mapping[AccessScope, Sequence[AccessRole]]
    parts: Sequence[tuple[str, str]]
    is_cut: bool
    most: int = MOST_VIRTUAL_ACCOUNTS


def offer_for_request(parts: Sequence[VirtualAccount]) -> Offer:
    """Everything that there is, of the Virtual Accounts those that are open to the person."""
    return _offer(ROLES, _paths(parts))


def offer_for_decision(asked: Access, rights: Rights, parts: Sequence[VirtualAccount]) -> Offer:
    """What is the decider's to give, what was asked for first.

    Who does not run the whole account chooses among the Virtual Accounts that were asked for.
    """
    wanted = asked.virtual_account_ids
    roles = {scope: [one for one in ROLES[scope] if _may_give(rights, one, wanted)] for scope in AccessScope}
    paths = {one: path for one, path in _paths(parts).items() if rights.administers or one in wanted}
    return _offer(roles, dict(sorted(paths.items(), key=lambda one: one[0] not in wanted)))


def wish(form: Form) -> AccessRequestForm:
    """What is asked for."""
    return AccessRequestForm(form.get("scope", ""), form.get("role", ""), _chosen(form), form.get("note", ""))


def choice(form: Form) -> Choice:
    """What is given; a scope or role that the form does not name stays as it was asked for."""
    return Choice(form.get("scope"), form.get("role"), _chosen(form))


def filled(access: Access) -> Form:
    """The form in which this access is chosen."""
    scope = AccessScope.VIRTUAL_ACCOUNTS if access.virtual_account_ids else AccessScope.ACCOUNT
    parts = {f"{VIRTUAL_ACCOUNT_FIELD}{one}": "true" for one in access.virtual_account_ids}
    return {"scope": scope.value, "role": access.role.value, **parts}


def with_labels(refused: Refused, language: str) -> Refused:
    """The same refusal, its faults in the order of the page, and what may be chosen by its name for people."""
    faults = sorted(refused.errors, key=lambda one: FIELDS.index(one.pointer) if one.pointer in FIELDS else 0)
    errors = tuple(_with_labels(one, language) for one in faults)
    return Refused(refused.problem, facts=refused.facts, errors=errors, retry_after=refused.retry_after)


def _may_give(rights: Rights, role: AccessRole, wanted: tuple[str, ...]) -> bool:
    return rights.may_give(Access(role, wanted if role in VIRTUAL_ACCOUNT_ROLES else ()))


def _offer(roles: Mapping[AccessScope, Sequence[AccessRole]], paths: Mapping[str, str]) -> Offer:
    offered = {scope: some for scope, some in roles.items() if some and (paths or scope is AccessScope.ACCOUNT)}
    fields = [(f"{VIRTUAL_ACCOUNT_FIELD}{one}", path) for one, path in paths.items()]
    return Offer(offered, fields[:MOST_OFFERED], len(fields) > MOST_OFFERED)


def _paths(parts: Sequence[VirtualAccount]) -> Mapping[str, str]:
    """Each by its names from the top, since two branches may have the same one."""
    return {one: place.path for one, place in ways(parts).items()}


def _chosen(form: Form) -> tuple[str, ...]:
    return tuple(name.removeprefix(VIRTUAL_ACCOUNT_FIELD) for name in form if name.startswith(VIRTUAL_ACCOUNT_FIELD))


def _with_labels(fault: FieldError, language: str) -> FieldError:
    kinds: Mapping[str, type[StrEnum]] = {"/scope": AccessScope, "/role": AccessRole}
    kind = kinds.get(fault.pointer)
    if kind is None or "choices" not in fault.facts:
        return fault
    names = [label(kind(one), language) for one in str(fault.facts["choices"]).split(", ")]
    # Where any of them would do, they stand below the fault anyway.
    return replace(fault, facts={"choices": ", ".join(names)} if len(names) < len(kind) else {})
