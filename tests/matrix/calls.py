"""The calls of the matrix: a valid call of each operation and page for an object.

A program's body and a browser's form have the same content, so a row of the table applies to both.
"""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.rendering.pages.static_names import hashed
from tests.matrix.objects import NOWHERE, Object
from tests.matrix.requests import SUCCESSOR

Fields = Mapping[str, Any]
NEWCOMER = "newcomer@new.example"


FORM: Fields = {
    "account_name": "House of the New",
    "domain_identifier": "new.example",
    "customer_emails": ["it@new.example"],
    "note_to_customer": "For order 4711.",
}
FORM_OF_PAGE: Fields = {
    **{name: value for name, value in FORM.items() if name != "customer_emails"},
    "customer_emails/0": "it@new.example",
    "customer_language": "en",
}
VIRTUAL_ACCOUNT: Fields = {"name": "Annex", "search_visibility": "unrestricted"}
RAISED: Fields = {"scope": "account", "role": "smart_account_user"}
# Path parameters that do not belong to an object.
IN_PATH: Mapping[str, str] = {"slug": "role-required", "part": "start", "name": hashed("style.css")}
QUERIES: Mapping[str, str] = {
    "search_accounts": "?q=house",
    "search_page": "?q=house",
    "suggestions": "?q=house",
    "check_domain": "?domain=new.example",
    "list_access_requests": "?as=decider",
    "submit_request:dry": "?dry_run=true",
    "reassign_page": "?nomination=1",
    "list_recoveries:reviewer": "?side=reviewer",
    "list_domain_proofs:account": "?account_id={account_id}",
    "list_team_events:account": "?account_id={account_id}",
    "domain_proofs_page:account": "?account_id={account_id}",
    "ask_for_domain_proof_form:account": "?account_id={account_id}",
}
SUCCESS: Mapping[str, int] = {
    "submit_request": 201,
    "submit_request:dry": 200,
    "ask_for_access": 201,
    "ask_for_domain_proof": 201,
    "ask_for_recovery": 201,
    "ask_for_domain_proof:account": 201,
    "ask_for_end_notice": 204,
    "give_role": 201,
    "invite_program": 201,
    "invite_program_form": 200,
    "create_virtual_account": 201,
    "create_webhook": 201,
    "create_webhook_form": 200,
    "rotate_webhook_secret_form": 200,
    "remove_webhook": 204,
    "test_webhook": 202,
    "redeliver": 202,
    "resend_request": 202,
    "make_inquiry": 202,
    "renew_approval": 202,
    "withdraw_role": 204,
    "remove_virtual_account": 204,
    "decline_offer": 204,
    "start_page see": 303,
    "check_request_link": 303,
    "next_review_page": 303,
    "sign_in": 303,
    "sign_in_callback": 303,
    "check_request_form": 200,
    "change_request_form": 200,
}


def path_of(name: str, path: str, about: Object) -> str:
    """Return the operation's path for an object."""
    return (path + QUERIES.get(name, "")).format(**IN_PATH, **about)


def success_of(name: str, word: str, method: str, *, is_page: bool) -> int:
    """Return the status of success: forms redirect unless they only show something."""
    return SUCCESS.get(f"{name} {word}") or SUCCESS.get(name, 303 if is_page and method == "POST" else 200)


def sent(name: str, about: Object) -> Fields:
    """Return the fields of the JSON body or form."""
    return SENT[name](about) if name in SENT else {}


# What the check page adds to a form that gives more than the least.
CHECKED = {"checked": "true"}


def _role(about: Object) -> Fields:
    virtual_account = about.get("virtual_account_id")
    if not virtual_account:
        return {"email": NEWCOMER, "role": "smart_account_user"}
    return {"email": NEWCOMER, "role": "virtual_account_user", "virtual_account_id": virtual_account}


def _wish(about: Object, **named: Any) -> Fields:
    """Return fields for the account or the Virtual Account, which body and form name differently."""
    if "virtual_account_id" not in about:
        return {"scope": "account", "role": "smart_account_user"}
    return {"scope": "virtual_accounts", "role": "virtual_account_user", **named}


def _wish_in_form(about: Object) -> Fields:
    return _wish(about, **{f"virtual_account_ids/{about.get('virtual_account_id')}": "true"})


def _reassignment(about: Object) -> Fields:
    return {"nomination_id": about["nomination"], "email": f"head@{about['domain']}.example"}


def _forward(about: Object) -> Fields:
    return {"email": f"boss@{about['domain']}.example"}


def _proof_of_account(about: Object) -> Fields:
    """Return fields for the domain of the account."""
    return {"domain_identifier": f"{about['domain']}.example", "account_id": about["account_id"]}


# Operations without fields are missing here.
_SENT: Mapping[tuple[str, ...], Callable[[Object], Fields]] = {
    ("submit_request", "submit_request:dry"): lambda _: FORM,
    ("check_request_form", "change_request_form"): lambda _: FORM_OF_PAGE,
    ("send_request_form",): lambda _: {**FORM_OF_PAGE, "key": "of-this-form"},
    ("change_account", "change_account_form"): lambda _: {"account_name": "House of Another Name"},
    ("create_virtual_account", "create_virtual_account_form"): lambda _: VIRTUAL_ACCOUNT,
    ("change_virtual_account", "change_virtual_account_form"): lambda _: VIRTUAL_ACCOUNT,
    ("create_webhook", "create_webhook_form"): lambda _: {"url": "https://hooks.tools.example/"},
    ("change_webhook_form",): lambda _: {"url": "https://hooks.tools.example/", "kinds/approved": "true"},
    ("change_webhook",): lambda _: {"kinds": ["approved"]},
    ("give_role",): _role,
    ("give_role_form",): lambda about: {**_role(about), **CHECKED},
    ("ask_for_access",): lambda about: _wish(about, virtual_account_ids=[about.get("virtual_account_id")]),
    ("ask_for_access_form", "approve_access_form"): _wish_in_form,
    ("ask_for_domain_proof", "ask_for_domain_proof_form"): lambda _: {"domain_identifier": "another.example"},
    ("ask_for_recovery", "ask_for_recovery_form"): lambda about: {"account_id": about["account_id"]},
    ("approve_recovery", "approve_recovery_form", "decline_recovery", "decline_recovery_form"): lambda _: {
        "reason": "I rang them."
    },
    ("ask_for_domain_proof:account", "ask_for_domain_proof_form:account"): _proof_of_account,
    ("approve_access:raised",): lambda _: RAISED,
    ("approve_access_form:raised",): lambda _: {**RAISED, **CHECKED},
    ("resend_request", "resend_form"): lambda about: {"nomination_id": about["nomination"]},
    ("reassign_request", "reassign_form"): _reassignment,
    ("hand_over_request", "hand_over_form"): lambda _: {"email": SUCCESSOR},
    ("review_request:accept", "review_form:accept"): lambda _: {"decision": "accept"},
    ("review_request", "review_form"): lambda _: {"decision": "decline", "reason": "Nobody here knows them."},
    ("approve_approval",): lambda _: {"authority_confirmed": True},
    ("approve_form",): lambda _: {"authority_confirmed": "true"},
    ("decline_approval", "decline_form"): lambda _: {"reason_code": "not_needed"},
    ("forward_approval", "forward_form"): _forward,
    ("invite_program",): lambda _: {
        "label": "Order tool",
        "scopes": ["requests.read"],
        "team_email": "orders@tools.example",
        "valid_days": 30,
    },
    ("invite_program_form",): lambda _: {
        "label": "Order tool",
        "scopes/requests.read": "true",
        "team_email": "orders@tools.example",
        "valid_days": "30",
    },
    ("confirm_program",): lambda _: {"code": f"{NOWHERE}.{NOWHERE}"},
    ("make_inquiry", "inquiry_form"): lambda _: {"account": "new.example"},
    ("link_again_form",): lambda _: {"reference": "SAR-2222-2222", "email": NEWCOMER},
}
SENT = {name: fields for names, fields in _SENT.items() for name in names}
