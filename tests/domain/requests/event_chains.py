"""Chains of sealed events, of any kind and with any details."""

from datetime import timedelta

from hypothesis import strategies as st

from chalicelib.domain.events import AuditEvent, AuditKeys, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from tests.domain.requests.stories import START

OLD, NEW, FOREIGN = {"k1": b"old"}, {"k2": b"new"}, {"k1": b"foreign"}
KEYS = AuditKeys(OLD)
HOLDER = Actor(Role.APPROVER, "i•••@univ.example")

chains = st.lists(
    st.tuples(st.sampled_from(EventKind), st.dictionaries(st.text(max_size=4), st.text(max_size=4) | st.integers())),
    min_size=2,
    max_size=6,
)
Chain = tuple[AuditEvent, ...]


def sealed(contents: list[tuple[EventKind, dict[str, str | int]]], *keys: AuditKeys) -> Chain:
    """Return a chain whose events are sealed by these keys in turn; the last key seals the rest."""
    chain: list[AuditEvent] = []
    for number, (kind, details) in enumerate(contents, start=1):
        by = keys[min(number, len(keys)) - 1]
        at = START + timedelta(hours=number)
        event = AuditEvent("request-1", number, at, kind, HOLDER, details, by.current)
        chain.append(by.sealed(event, chain[-1].seal if chain else ""))
    return tuple(chain)
