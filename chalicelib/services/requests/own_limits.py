"""What a caller may use: their teams, and what is left of the limits that are theirs alone."""

from collections.abc import Sequence

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.errors import LimitName
from chalicelib.domain.requests.limits import OpenRequests, access_counter, requester_counter
from chalicelib.domain.value_classes import value_class
from chalicelib.services.requests.teams import teams_for
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports


@value_class
class LimitUse:
    """How much of a limit is used now."""

    name: LimitName
    limit: int
    used: int

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
    mails = requester_counter(person_id)
    known = ports.store.preconditions([mails], person_id)
    access = ports.store.preconditions((), access_counter(person_id)).open_requests
    window = known.rate_windows.get(mails)
    sent = [time for time in window.times if time > now - policy.mail_window] if window else []

    def opened(requests: OpenRequests | None) -> int:
        return len(requests.open_at(now)) if requests else 0

    limits = (
        LimitUse(LimitName.OPEN_REQUESTS, policy.open_requests, opened(known.open_requests)),
        LimitUse(LimitName.OPEN_ACCESS_REQUESTS, policy.open_requests, opened(access)),
        LimitUse(LimitName.MAILS_PER_REQUESTER, policy.mails_per_requester, len(sent)),
    )
    return OwnStanding(teams_for(ports, caller), limits)
