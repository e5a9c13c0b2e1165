"""Who a caller of the log is: the network behind a pseudonym."""

from collections.abc import Mapping
from datetime import date, timedelta

from chalicelib.adapters.caller_pseudonym import caller_network

# As long as the longest of the logs is kept, and a day for what is under way.
DAYS = 91


def find_caller(link_keys: Mapping[str, str], pseudonym: str, today: date) -> tuple[str, date] | None:
    """Return the network and the day; None if no key that is left made the pseudonym in these days."""
    for day in (today - timedelta(days=number) for number in range(-1, DAYS)):
        for key in link_keys.values():
            if network := caller_network(key, pseudonym, day):
                return network, day
    return None
