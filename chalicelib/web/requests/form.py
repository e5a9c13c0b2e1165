"""Fields of the request form: convert the input to the domain's form, and assign errors to their fields."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.proposed_access import PROPOSED_ROLES
from chalicelib.domain.errors import FieldError, Problem, Refused
from chalicelib.domain.identity.free_mail import identifies_nobody
from chalicelib.domain.identity.pasted import separate_addresses
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.submission import Form as RequestForm
from chalicelib.domain.requests.text_fields import TextField
from chalicelib.rendering.pages.formatting import typed_domain
from chalicelib.rendering.pages.text_fields import TEXT_FIELD_WORDS
from chalicelib.web.page.forms import Form

PLAIN = (
    "account_name",
    "domain_identifier",
    "customer_language",
    "team_account_id",
    *PROPOSED_ROLES,
    *TEXT_FIELD_WORDS,
)
DOMAIN = "/domain_identifier"
ADDRESSES = "customer_emails"
# What is refused because of the domain identifier.
CONFLICTS = (Problem.ACCOUNT_EXISTS, Problem.REQUEST_ALREADY_PENDING)
# Length of a field up to which addresses in it are separated.
MOST_PASTED = 10_000


def address_fields(policy: Policy) -> tuple[str, ...]:
    """Return the names of the address fields, which are also their pointers in errors."""
    return tuple(f"{ADDRESSES}/{number}" for number in range(policy.customer_addresses))


def with_separate_addresses(form: Form, policy: Policy) -> Form:
    """Return the form with a field for each of several addresses that were pasted into one.

    If there are not enough fields, the form stays as it is, and reading it says so.
    """
    names = address_fields(policy)
    texts = _texts_of_addresses(form, policy)
    if len(texts) == len(_filled(form, policy)) or len(texts) > len(names):
        return form
    return {**form, **dict(zip_longest(names, texts, fillvalue=""))}


def typed(form: Form, policy: Policy) -> dict[str, str]:
    """Return the form's own fields as they were typed, and no others; the next page carries them along."""
    names = (*PLAIN, *address_fields(policy))
    return {name: form[name] for name in names if name in form}


def read(form: Form, policy: Policy) -> RequestForm:
    """Convert the input to the domain's form, without empty address fields."""
    return RequestForm(
        account_name=form.get("account_name", ""),
        domain_identifier=form.get("domain_identifier", ""),
        customer_emails=tuple(_texts_of_addresses(form, policy)),
        customer_language=form.get("customer_language", ""),
        texts={field: form.get(field, "") for field in TextField},
        team_account_id=form.get("team_account_id", ""),
        proposed={name: tuple(_separated(form.get(name, ""))) for name in PROPOSED_ROLES},
    )


def at_their_fields(refused: Refused, form: Form, policy: Policy) -> Refused:
    """Return the refusal with each address error at the field of the address, and a conflict at the domain's."""
    if refused.problem in CONFLICTS and not refused.errors:
        return refused.with_errors((FieldError(DOMAIN, refused.problem, refused.facts),))
    filled = dict(enumerate(_filled(form, policy)))
    fields = {f"/{ADDRESSES}/{place}": f"/{name}" for place, name in filled.items()}
    fields[f"/{ADDRESSES}"] = f"/{ADDRESSES}/0"
    fields |= {one.pointer: f"/{name}" for name in PROPOSED_ROLES for one in refused.errors if _is_of(name, one)}
    errors = tuple(replace(one, pointer=fields.get(one.pointer, one.pointer)) for one in refused.errors)
    return refused.with_errors(_one_each(errors))


def offered_domain(refused: Refused | None) -> str:
    """Return the domain of the address that was typed instead of a domain, if it was one."""
    errors = refused.errors if refused else ()
    return next((str(one.facts["domain"]) for one in errors if one.pointer == DOMAIN and "domain" in one.facts), "")


def fingerprint(form: Mapping[str, str]) -> str:
    """Return a hash that is equal for equal forms, to distinguish a second click from another request."""
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()


def beginning(person: Person, language: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return a new form with the requester's own domain, to be edited, and the name that they searched for, if any."""
    domain = person.email.domain
    return {
        "account_name": parameters.get("account_name", ""),
        "domain_identifier": "" if identifies_nobody(domain) else typed_domain(domain),
        "customer_language": language,
    }


def again(request: AccountRequest, policy: Policy) -> dict[str, str]:
    """Form for repeating a request, filled in with the addresses that were asked last."""
    asked = [one.email for one in request.nominations if one.replaced_by is None]
    addresses = dict(zip(address_fields(policy), asked, strict=False))
    spoken = request.customer_language if request.customer_language in LANGUAGES else DEFAULT_LANGUAGE
    return {
        "account_name": request.account_name,
        "domain_identifier": typed_domain(request.domain_identifier),
        "customer_language": spoken,
        "team_account_id": request.team_account_id or "",
        **{field: request.text(field) for field in TextField},
        **{name: _joined(request, role) for name, role in PROPOSED_ROLES.items()},
        **addresses,
    }


def _filled(form: Form, policy: Policy) -> list[str]:
    return [name for name in address_fields(policy) if form.get(name, "").strip()]


def _texts_of_addresses(form: Form, policy: Policy) -> list[str]:
    """Return what was typed for each person. A field of several addresses is several texts, any other is one."""
    filled = [form[name] for name in _filled(form, policy)]
    return [one for text in filled for one in _separated(text)]


def _separated(text: str) -> list[str]:
    """Return the addresses that were typed into one field; none if it is empty."""
    separated = separate_addresses(text) if len(text) <= MOST_PASTED else []
    return separated or ([text] if text.strip() else [])


def _is_of(name: str, error: FieldError) -> bool:
    return error.pointer.startswith(f"/{name}/")


def _joined(request: AccountRequest, role: AccessRole) -> str:
    return ", ".join(one.email for one in request.proposed_access if one.role is role)


def _one_each(errors: tuple[FieldError, ...]) -> tuple[FieldError, ...]:
    return tuple({one.pointer: one for one in errors}.values())
