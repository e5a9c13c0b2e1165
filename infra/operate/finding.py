"""Finds a request by the reference that people read out, and says how it stands. By a scan: an operator's tool."""

from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import contains, equals
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.bootstrap import Container
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.ports import RequestFile
from infra.operate.outbox import described


def find(container: Container, reference: str) -> RequestFile | None:
    """The request with its mails; None where no request has that reference."""
    wanted = reference.strip().upper()
    sieve = equals("sk", keys.REQUEST_ROW) & contains("document", f'"{wanted}"')
    for request in readable(container.table.scan(sieve), AccountRequest):
        if request.reference == wanted:
            return container.ports.store.request_file(request.request_id)
    return None


def summary(found: RequestFile, now: datetime) -> dict[str, object]:
    """How the request stands, addresses masked."""
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
        "asked": [
            {"nomination": one.nomination_id, "to": MailAddress.parse(one.email).masked, "state": one.state.value}
            for one in request.nominations
        ],
        "mails": [described(mail) for mail in found.mails],
    }
