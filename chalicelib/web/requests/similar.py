"""The accounts that a request may double, as each of its readers is told of them, and the tick that they need."""

from collections.abc import Sequence

from chalicelib.bootstrap import Container
from chalicelib.domain.errors import FieldCode, FieldError, Problem, Refused
from chalicelib.domain.requests.derived_rows import account_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.search.hit import SearchHit
from chalicelib.rendering.problems.warnings import DryRunWarning, warning_text
from chalicelib.services.accounts.similar import similar_accounts
from chalicelib.web.page.forms import Form
from chalicelib.web.schemas import requests

# The box by which somebody says that the customer needs another account than those that there are.
TICK = "needs_another"


def similar_to(container: Container, request: AccountRequest) -> Sequence[SearchHit]:
    """Return the accounts that the request may double, as they are now."""
    ports = container.ports
    return similar_accounts(ports.index, account_of(request), ports.clock.now())


def refuse_unconfirmed(container: Container, form: Form, request: AccountRequest) -> None:
    """Raise `validation-failed` if there are such accounts and the box is not ticked."""
    if form.get(TICK) != "true" and similar_to(container, request):
        raise Refused(Problem.VALIDATION_FAILED, errors=(FieldError(f"/{TICK}", FieldCode.SIMILAR_ACCOUNTS),))


def asks_to_confirm(refused: Refused) -> bool:
    """Whether the refusal is that of `refuse_unconfirmed`."""
    return any(error.code is FieldCode.SIMILAR_ACCOUNTS for error in refused.errors)


def similar_warnings(container: Container, similar: Sequence[SearchHit], language: str) -> list[requests.WarningView]:
    """Return a warning of each account."""
    return [_warning(one, container.ports.rules.display(one.domain_identifier), language) for one in similar]


def _warning(account: SearchHit, domain: str, language: str) -> requests.WarningView:
    facts = {"account_name": account.account_name, "domain": domain}
    return requests.WarningView(
        code=DryRunWarning.SIMILAR_ACCOUNT_EXISTS.value,
        detail=warning_text(DryRunWarning.SIMILAR_ACCOUNT_EXISTS, facts, language),
        account=similar_view(account),
    )


def similar_view(account: SearchHit) -> requests.SimilarAccount:
    """Serialize an account for signed-in people."""
    return requests.SimilarAccount(
        account_id=account.account_id,
        account_name=account.account_name,
        domain_identifier=account.domain_identifier,
    )
