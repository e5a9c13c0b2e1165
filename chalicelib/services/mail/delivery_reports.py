"""Record delivery reports and failures in the mail's row, and notify the requester in the same transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chalicelib.domain.mails import DECIDING, Mail, Report
from chalicelib.domain.requests.closing import gives_up_at
from chalicelib.domain.requests.delivery import link_deliveries, notice_to_requester, reported
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import MailKey, Ports, RequestFile
from chalicelib.services.unit_of_work.writes import ListDeliveries, QueueMail, SaveMail, SaveUnlisted, Write


def record_report(ports: Ports, key: MailKey, report: Report) -> Mail | None:
    """Record the report and return the mail; None if it does not exist.

    Reports may arrive twice or out of order.
    """

    def attempt() -> tuple[Mail | None, Sequence[Write]]:
        file, mail = _load(ports, key)
        if mail is None:
            return None, ()
        after = reported(mail, report)
        return after, () if after is mail else _writes(ports, file, after)

    return run_transaction(ports, attempt)


def record_outcome(ports: Ports, outcome: Mail) -> None:
    """Record what became of a claimed mail. If a link did not arrive, the requester is notified."""

    def attempt() -> tuple[None, Sequence[Write]]:
        file, mail = _load(ports, MailKey(outcome.request_id, outcome.mail_id))
        if mail is None or mail.version != outcome.version:
            # The lease expired and another sender has the mail; its result counts.
            return None, ()
        return None, _writes(ports, file, outcome)

    run_transaction(ports, attempt)


def _load(ports: Ports, key: MailKey) -> tuple[RequestFile | None, Mail | None]:
    """Return the request's file and the mail. Mails about access have no file, and nobody is notified of them."""
    file = ports.store.request_file(key.request_id)
    if file is None:
        return None, ports.store.mail(key)
    return file, next((mail for mail in file.mails if mail.mail_id == key.mail_id), None)


def _writes(ports: Ports, file: RequestFile | None, mail: Mail) -> Sequence[Write]:
    if file is None:
        return [SaveMail(mail)]
    notice = notice_to_requester(file.request, mail, file.mails, ports.clock.now())
    gives_up = gives_up_at(file.request, [mail if one.mail_id == mail.mail_id else one for one in file.mails])
    is_later = file.request.state.is_open and gives_up != file.request.gives_up_at
    scheduled = [SaveUnlisted(replace(file.request, gives_up_at=gives_up))] if is_later else []
    return SaveMail(mail), *([QueueMail(notice)] if notice else []), *scheduled, *_listed(ports, file.request, mail)


def _listed(ports: Ports, request: AccountRequest, mail: Mail) -> Iterator[Write]:
    """Yield what the requester's list is to keep of the links, if the mail has one."""
    if mail.draft.kind not in DECIDING:
        return
    # Read before the mails: if another of them changes from now on, this commit fails and is tried again.
    version = ports.store.listed_version(request)
    file = ports.store.request_file(request.request_id)
    if version is not None and file is not None:
        mails = [mail if one.mail_id == mail.mail_id else one for one in file.mails]
        yield ListDeliveries(request, link_deliveries(request, mails), version)
