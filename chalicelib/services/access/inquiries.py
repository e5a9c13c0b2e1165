"""Ask for access without a role: take an inquiry, look up later what it names, and end it.

Whatever an inquiry names, taking and listing it is the same reads and the same commit.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access import inquiry as rules
from chalicelib.domain.access import waiting
from chalicelib.domain.access.inquiry import Inquiry, InquiryForm, inquiry_counter
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.folding import fold
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.identity.person import Person, requester_of
from chalicelib.domain.mails import Mail
from chalicelib.domain.requests.limits import RateWindow
from chalicelib.domain.search.hit import is_current
from chalicelib.domain.search.query_plan import plan
from chalicelib.domain.value_classes import value_class
from chalicelib.services.access import requests
from chalicelib.services.unit_of_work import access_writes
from chalicelib.services.unit_of_work.commit import kept, run_transaction
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import NO_ACCOUNT, Ports
from chalicelib.services.unit_of_work.writes import QueueMail, Write

# Of accounts that begin with what was typed, the exact one comes first.
MOST_READ = 20


@value_class
class InquiryFile:
    """An inquiry with the access request that it led to, if any."""

    inquiry: Inquiry
    request: AccessRequest | None


def inquire(ports: Ports, person: Person, form: InquiryForm) -> Inquiry:
    """Take an inquiry. Raises `validation-failed` and `too-many-inquiries`."""
    new_id, key = ports.ids.new_id(), inquiry_counter(person.person_id)

    def attempt() -> tuple[Inquiry, Sequence[Write]]:
        now = ports.clock.now()
        inquiry = rules.inquire(form, new_id, requester_of(person), ports.policy, now)
        known = ports.store.preconditions([key]).rate_windows.get(key, RateWindow(key))
        counted = kept(rules.counted_inquiry(known, now), ports.policy, now)
        return inquiry, (access_writes.SaveInquiry(inquiry), access_writes.ListInquiry(inquiry), counted)

    return run_transaction(ports, attempt)


def own_inquiries(ports: Ports, person: Person, limit: int, start: str | None) -> Page[InquiryFile]:
    """Return the person's inquiries, newest first, in three reads, whatever became of them."""
    ids = ports.store.inquiry_ids_of(person.person_id, limit, start)
    inquiries = ports.store.inquiries(ids.items) if ids.items else ()
    wanted = dict.fromkeys(one.access_request_id or NO_ACCOUNT for one in inquiries)
    found = ports.store.access_requests(wanted, listed=False) if wanted else ()
    known = {one.access_request_id: one for one in found}
    return Page([InquiryFile(one, known.get(one.access_request_id or "")) for one in inquiries], ids.next_start)


def withdraw_inquiry(ports: Ports, person: Person, inquiry_id: str) -> InquiryFile:
    """Take back one's own inquiry; the scheduled job takes back the request that it led to, if any.

    So the two reads and the commit are the same whatever there is. Raises `inquiry-unknown` or `action-not-allowed`.
    """

    def attempt() -> tuple[InquiryFile, Sequence[Write]]:
        inquiry = next(iter(ports.store.inquiries([inquiry_id])), None)
        asked = (inquiry.access_request_id if inquiry else None) or NO_ACCOUNT
        request = next(iter(ports.store.access_requests([asked], listed=False)), None)
        if inquiry is None or inquiry.requester.person_id != person.person_id:
            raise Refused(Problem.INQUIRY_UNKNOWN)
        after = rules.withdrawn(inquiry, request, ports.clock.now())
        return InquiryFile(after, request), [access_writes.SaveInquiry(after)]

    return run_transaction(ports, attempt)


def process_inquiry(ports: Ports, inquiry_id: str) -> bool:
    """Look up what the inquiry names and ask those who decide, or end it; return False if neither is due."""
    new_id = ports.ids.new_id()

    def attempt() -> tuple[bool, Sequence[Write]]:
        now = ports.clock.now()
        inquiry = next(iter(ports.store.inquiries([inquiry_id])), None)
        if inquiry is None or inquiry.due_at is None or inquiry.due_at > now:
            return False, ()
        if inquiry.access_request_id is None and inquiry.withdrawn_at is None:
            return True, _asked(ports, inquiry, new_id, now)
        request = ports.store.access_request(inquiry.access_request_id or NO_ACCOUNT)
        after, mails = rules.ended(inquiry, request, now)
        due = (Mail(inquiry_id, f"{number:04}", draft, now, due_at=now) for number, draft in enumerate(mails, start=1))
        taken_back = _taken_back(ports, request, now) if request and inquiry.withdrawn_at else ()
        return True, (access_writes.SaveInquiry(after), *map(QueueMail, due), *taken_back)

    return run_transaction(ports, attempt)


def _taken_back(ports: Ports, request: AccessRequest, now: datetime) -> Sequence[Write]:
    """Return the writes that withdraw the request and tell those who were asked, if it still waits."""
    is_waiting = request.status_at(now) is AccessStatus.PENDING
    return requests.ended(ports, waiting.withdraw(request, now))[1] if is_waiting else ()


def _asked(ports: Ports, inquiry: Inquiry, new_id: str, now: datetime) -> Sequence[Write]:
    """Return the writes of the access request, if there is somebody to ask; and what was found, in any case."""
    account = _named(ports, inquiry.account, now)
    try:
        asked = requests.asked_for_newcomer(ports, inquiry, account, new_id, now) if account else ()
    except Refused:
        asked = ()
    return (*asked, access_writes.SaveInquiry(replace(inquiry, access_request_id=new_id if asked else "")))


def _named(ports: Ports, typed: str, now: datetime) -> SmartAccount | None:
    """Return the account of exactly this domain, or the only one of exactly this name; restricted or not."""
    named = plan(typed)
    rows = (row for lookup in named.lookups for row in ports.index.rows(lookup, MOST_READ, None))
    hits = {row.hit.account_id: row.hit for row in rows if row.hit and is_current(row.hit, now)}
    of_domain = [hit for hit in hits.values() if named.domain and to_u_labels(hit.domain_identifier) == named.domain]
    found = of_domain or [hit for hit in hits.values() if fold(hit.account_name) == named.text]
    return ports.store.account(found[0].account_id) if len(found) == 1 else None
