"""Find a request by its human-readable reference, with a scan, and summarise it."""

from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import contains, equals
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.bootstrap import Container
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.ports import RequestFile
from infra.operate.outbox import summary_of


def find(container: Container, reference: str) -> RequestFile | None:
    """Return the request with its mails; None if no request has that reference."""
    normalised = reference.strip().upper()
    condition = equals("sk", keys.REQUEST_ROW) & contains("document", f'"{normalised}"')
    for request in readable(container.table.scan(condition), AccountRequest):
        if request.reference == normalised:
            return container.ports.store.request_file(request.request_id)
    return None


def summary(found: RequestFile, now: datetime) -> dict[str, object]:
    """Summarise the request with masked addresses."""
    request = found.request
    return {
        "reference": request.reference,
        "request_id": request.request_id,
        "status": request.status_at(now).value,
        "account_id": request.account_id,
        "account_name": request.account_name,
        "domain_identifier": request.domain_identifier,
        "created_at": request.created_at.isoformat(),
        "expires_at": request.expires_at.isoformat(),
        "next_reminder_at": request.remind_at.isoformat() if request.remind_at else None,
        "nominations": [
            {
                "nomination": nomination.nomination_id,
                "to": MailAddress.parse(nomination.email).masked,
                "state": nomination.state.value,
            }
            for nomination in request.nominations
        ],
        "mails": [summary_of(mail) for mail in found.mails],
    }
