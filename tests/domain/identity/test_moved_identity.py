"""Who may be claimed after a change of issuer: one person, of the former issuer, in time, and never oneself."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity.moved_identity import AddressHolder, Issuers, claimable_person
from tests.movable_clock import START

ISSUERS = st.sampled_from(["https://a.example", "https://b.example", "https://c.example"])
PERSONS = st.sampled_from(["person-1", "person-2", "identity"])
MOMENTS = st.integers(-2, 2).map(lambda hours: START + timedelta(hours=hours))
HOLDERS = st.builds(
    AddressHolder,
    st.just("it@univ.example"),
    ISSUERS,
    st.lists(PERSONS, unique=True).map(tuple),
    st.just(START),
    st.booleans(),
)
SETTINGS = st.one_of(
    st.builds(Issuers, ISSUERS), st.tuples(ISSUERS, ISSUERS, MOMENTS).map(lambda all_of_them: Issuers(*all_of_them))
)


@given(st.none() | HOLDERS, SETTINGS, MOMENTS)
def test_one_other_person_of_the_former_issuer_is_claimed_before_the_end_and_nobody_else(
    holder: AddressHolder | None, issuers: Issuers, now: object
) -> None:
    assert isinstance(now, type(START))
    claimed = claimable_person(holder, issuers, "identity", now)

    is_in_time = issuers.until is not None and now < issuers.until
    is_of_former = holder is not None and issuers.former != "" and holder.issuer == issuers.former
    others = [one for one in holder.person_ids if one != "identity"] if holder else []
    is_decided = holder is not None and len(holder.person_ids) == len(others) == 1
    assert claimed == (others[0] if is_in_time and is_of_former and is_decided else None)
