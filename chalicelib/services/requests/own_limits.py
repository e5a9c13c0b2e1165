"""What a caller may use: their teams, and what is left of the limits that are theirs alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.domain.access.inquiry import DAY, MOST_A_DAY, inquiry_counter
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.errors import LimitName
from chalicelib.domain.requests.limits import OpenRequests, RateWindow, access_counter, requester_counter, within
from chalicelib.domain.value_classes import value_class
from chalicelib.services.requests.teams import teams_for
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports


@value_class
class LimitUse:
    """How much of a limit is used now, and when the first of it is free again by itself."""

    name: LimitName
    limit: int
    used: int
    renews_at: datetime | None = None

    @property
    def left(self) -> int:
        """How much is left; the operator may have lowered the limit since."""
        return max(self.limit - self.used, 0)


@value_class
class OwnStanding:
    """The teams that may have a new request of the caller, and their limits."""

    teams: Sequence[SmartAccount]
    limits: Sequence[LimitUse]


def own_standing(ports: Ports, caller: Caller) -> OwnStanding:
    """Return what the caller may use, in up to four reads."""
    person_id, policy, now = caller.person.person_id, ports.policy, ports.clock.now()
    mails, inquiries = requester_counter(person_id), inquiry_counter(person_id)
    known = ports.store.preconditions([mails, inquiries], person_id)
    access = ports.store.preconditions((), access_counter(person_id)).open_requests

    def opened(name: LimitName, requests: OpenRequests | None) -> LimitUse:
        ends = requests.open_at(now) if requests else ()
        return LimitUse(name, policy.open_requests, len(ends), min(ends, default=None))

    def sent(name: LimitName, key: str, limit: int, length: timedelta) -> LimitUse:
        times = within(known.rate_windows.get(key, RateWindow(key)), length, now).times
        return LimitUse(name, limit, len(times), min(times) + length if times else None)

    limits = (
        opened(LimitName.OPEN_REQUESTS, known.open_requests),
        opened(LimitName.OPEN_ACCESS_REQUESTS, access),
        sent(LimitName.MAILS_PER_REQUESTER, mails, policy.mails_per_requester, policy.mail_window),
        sent(LimitName.INQUIRIES_PER_PERSON, inquiries, MOST_A_DAY, DAY),
    )
    return OwnStanding(teams_for(ports, caller), limits)
