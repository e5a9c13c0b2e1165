"""Mail a link once more to whoever was asked, found by what a mail and its reader know: reference and address.

Whatever is typed, the same is read, something is committed and the mail function is nudged: nobody learns from the
answer whether there is such a request.
"""

import zlib
from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests import nominations
from chalicelib.domain.requests.limits import RateWindow, recipient_counter
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.request import AccountRequest, Nomination
from chalicelib.services.unit_of_work.commit import run_transaction, tallied, writes_for
from chalicelib.services.unit_of_work.ports import NO_ACCOUNT, MailKey, Ports
from chalicelib.services.unit_of_work.writes import SaveRateWindow, Write

# Longer ones are of nobody.
LONGEST_REFERENCE = 40
LONGEST_ADDRESS = 320
# What is committed where nothing is mailed goes to one of so many rows.
NOBODYS_ROWS = 16
_NOBODY = "nobody@smart-account.invalid"


def mail_link_again(ports: Ports, reference: str, email: str) -> None:
    """Mail the link that waits for this address in the request of this reference, if there is one.

    One that has expired is renewed, by the rules and limits of renewals.
    """
    address = _address(email)
    wanted = reference.strip().upper() if len(reference) <= LONGEST_REFERENCE else ""
    key = recipient_counter(address)
    nobodys = f"nobody#{zlib.crc32(key.encode()) % NOBODYS_ROWS}"

    def attempt() -> tuple[bool, Sequence[Write]]:
        now = ports.clock.now()
        windows = ports.store.preconditions([key, nobodys]).rate_windows
        request = ports.store.request(windows.get(key, RateWindow(key)).request_id(wanted) or NO_ACCOUNT)
        planned = _planned(ports, request, address) if request else ()
        decoy = SaveRateWindow(windows.get(nobodys, RateWindow(nobodys)), now + ports.policy.mail_window)
        return bool(planned), planned or (decoy,)

    if not run_transaction(ports, attempt):
        ports.queue.nudge([MailKey(NO_ACCOUNT, NO_ACCOUNT)])


def _planned(ports: Ports, request: AccountRequest, address: MailAddress) -> Sequence[Write]:
    now = ports.clock.now()
    for nomination in request.waiting():
        if MailAddress.parse(nomination.email).folded != address.folded:
            continue
        again = nominations.mail_again(request, nomination, now)
        if again:
            return writes_for(ports, request, again, now)[1]
        return _renewed(ports, request, nomination, now)
    return ()


def _renewed(ports: Ports, request: AccountRequest, nomination: Nomination, now: datetime) -> Sequence[Write]:
    """Return what mails a new link in the place of an expired one, if rules and limits allow it."""
    link = Link(request.request_id, nomination.nomination_id, nomination.generation)
    renewed = nominations.renew(request, link, ports.policy, ports.links.current_key, now)
    if renewed is None:
        return ()
    try:
        return (*writes_for(ports, request, renewed, now)[1], *tallied(ports, renewed, now))
    except Refused as refused:
        if refused.problem is not Problem.MAIL_LIMIT:
            raise
        return ()


def _address(email: str) -> MailAddress:
    """Return the address that was typed; that of nobody if it is none."""
    try:
        return MailAddress.parse(email.strip() if len(email) <= LONGEST_ADDRESS else _NOBODY)
    except Invalid:
        return MailAddress.parse(_NOBODY)
