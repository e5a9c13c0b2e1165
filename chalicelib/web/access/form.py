"""Form fields for requesting and granting access: what is offered, and how forms are parsed and filled."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS, ROLES, AccessRequestForm, is_givable_by_reviewer
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest, AccessScope
from chalicelib.domain.accounts.account import VIRTUAL_ACCOUNT_ROLES, AccessRole, VirtualAccount
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.errors import FieldError, Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.pages.labels import label
from chalicelib.web.accounts.hierarchy import ways
from chalicelib.web.page.forms import Form

# Every Virtual Account is a field of its own, because a form may not repeat a field.
VIRTUAL_ACCOUNT_FIELD = "virtual_account_ids/"
# In the order of the page; the error summary follows it.
FIELDS = ("/scope", "/virtual_account_ids", "/role", "/note")
# Limit of Virtual Accounts in a form, to keep the page small.
MOST_OFFERED = 200


@value_class
class Offer:
    """What a form offers: the roles of each scope, and Virtual Accounts as pairs of field name and path.

    `is_cut` is true if there are more Virtual Accounts than the form shows; at most `most` may be chosen.
    """

    roles: Mapping[AccessScope, Sequence[AccessRole]]
    virtual_accounts: Sequence[tuple[str, str]]
    is_cut: bool
    most: int = MOST_VIRTUAL_ACCOUNTS


def offer_for_request(virtual_accounts: Sequence[VirtualAccount]) -> Offer:
    """Offer all roles, and these Virtual Accounts, which the person may see."""
    return _offer(ROLES, _paths(virtual_accounts))


def offer_for_decision(
    request: AccessRequest, rights: Rights, virtual_accounts: Sequence[VirtualAccount], *, as_reviewer: bool
) -> Offer:
    """Offer what the decider may grant, the requested Virtual Accounts first.

    Deciders who do not administer the whole account choose among the requested Virtual Accounts.
    """
    requested = request.asked.virtual_account_ids

    def may_give(role: AccessRole) -> bool:
        if as_reviewer:
            return is_givable_by_reviewer(request, Access(role))
        return rights.may_give(Access(role, requested if role in VIRTUAL_ACCOUNT_ROLES else ()))

    roles = {scope: list(filter(may_give, ROLES[scope])) for scope in AccessScope}
    paths = _paths(virtual_accounts)
    offered = [
        virtual_account_id for virtual_account_id in paths if rights.administers or virtual_account_id in requested
    ]
    return _offer(
        roles,
        {
            virtual_account_id: paths[virtual_account_id]
            for virtual_account_id in sorted(
                offered, key=lambda virtual_account_id: virtual_account_id not in requested
            )
        },
    )


def read_request(form: Form) -> AccessRequestForm:
    """Return the requested access."""
    return AccessRequestForm(form.get("scope", ""), form.get("role", ""), _chosen(form), form.get("note", ""))


def read_choice(form: Form) -> Choice:
    """Return the access that the decider chose; a missing scope or role stays as requested."""
    return Choice(form.get("scope"), form.get("role"), _chosen(form))


def filled(access: Access) -> Form:
    """Return the form fields with this access selected."""
    scope = AccessScope.VIRTUAL_ACCOUNTS if access.virtual_account_ids else AccessScope.ACCOUNT
    selected = {
        f"{VIRTUAL_ACCOUNT_FIELD}{virtual_account_id}": "true" for virtual_account_id in access.virtual_account_ids
    }
    return {"scope": scope.value, "role": access.role.value, **selected}


def with_labels(refused: Refused, language: str) -> Refused:
    """Return the refusal with its errors in the order of the page, and with labels instead of enum values."""
    ordered = sorted(refused.errors, key=lambda error: FIELDS.index(error.pointer) if error.pointer in FIELDS else 0)
    return refused.with_errors(tuple(_label_choices(error, language) for error in ordered))


def _offer(roles: Mapping[AccessScope, Sequence[AccessRole]], paths: Mapping[str, str]) -> Offer:
    offered = {
        scope: of_scope for scope, of_scope in roles.items() if of_scope and (paths or scope is AccessScope.ACCOUNT)
    }
    fields = [(f"{VIRTUAL_ACCOUNT_FIELD}{virtual_account_id}", path) for virtual_account_id, path in paths.items()]
    return Offer(offered, fields[:MOST_OFFERED], len(fields) > MOST_OFFERED)


def _paths(virtual_accounts: Sequence[VirtualAccount]) -> Mapping[str, str]:
    """Return the path of each Virtual Account by id, since a name may be ambiguous without its path."""
    return {virtual_account_id: place.path for virtual_account_id, place in ways(virtual_accounts).items()}


def _chosen(form: Form) -> tuple[str, ...]:
    return tuple(name.removeprefix(VIRTUAL_ACCOUNT_FIELD) for name in form if name.startswith(VIRTUAL_ACCOUNT_FIELD))


def _label_choices(error: FieldError, language: str) -> FieldError:
    kinds: Mapping[str, type[StrEnum]] = {"/scope": AccessScope, "/role": AccessRole}
    kind = kinds.get(error.pointer)
    if kind is None or "choices" not in error.facts:
        return error
    names = [label(kind(value), language) for value in str(error.facts["choices"]).split(", ")]
    # If all members are accepted, the form lists them anyway.
    return replace(error, facts={"choices": ", ".join(names)} if len(names) < len(kind) else {})
