"""An administrator invites a program, and a client binds itself by the code, once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.errors import FieldCode, LimitName, Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.programs.program import MOST_ENDED, MOST_PROGRAMS, ProgramStatus
from chalicelib.services.programs.administration import programs_file, revoke_program
from infra.verify import holds
from tests.services.programs.stories import FORM_OF_PROGRAM, HEAD, MEMBER, Partner, client
from tests.world import World


@pytest.fixture
def partner(world: World) -> Partner:
    return Partner.of(world)


def statuses(partner: Partner) -> list[ProgramStatus]:
    file = programs_file(partner.world.ports, partner.caller(), partner.account_id)
    return [program.status_at(partner.world.clock.now()) for program in file.programs.programs]


def test_client_that_confirms_the_code_is_bound_and_the_trail_tells_who_did_what(partner: Partner) -> None:
    program = partner.bound()
    partner.revoke(program)

    events = partner.world.ports.store.account_events(partner.account_id)
    told = [(event.kind, event.actor) for event in events if event.kind.startswith("program_")]
    head = Actor(Role.ADMINISTRATOR, HEAD.person_id)
    assert sorted(told, key=lambda one: one[0]) == [
        (EventKind.PROGRAM_CONFIRMED, Actor(Role.PROGRAM, program.program_id)),
        (EventKind.PROGRAM_INVITED, head),
        (EventKind.PROGRAM_REVOKED, head),
    ]
    assert holds(partner.world.container, partner.account_id)


def test_only_the_hash_of_the_code_is_stored(partner: Partner) -> None:
    code = partner.invite().code
    assert not any(code.rpartition(".")[2] in str(row) for row in partner.world.rows().values())


def test_every_wrong_code_is_refused_in_the_same_way(partner: Partner) -> None:
    first, second = partner.invite(), partner.invite()
    assert partner.confirming(first.code) is None
    revoked = partner.invite()
    partner.revoke(revoked.program)
    wrong = {
        "used by another client": (first.code, client("other")),
        "of a client that is bound": (second.code, client()),
        "revoked": (revoked.code, client("other")),
        "unknown": (f"{partner.account_id}.{'0' * 64}", client("other")),
        "of an unknown account": (f"{'0' * 32}.{second.code.partition('.')[2]}", client("other")),
        "no code": ("code", client("other")),
        "empty": ("", client("other")),
        "too long": (second.code + "0" * 200, client("other")),
    }
    found = {name: partner.confirming(code, by) for name, (code, by) in wrong.items()}
    assert set(found.values()) == {Problem.PROGRAM_CODE_UNKNOWN}, found
    partner.world.clock.advance(days=7)
    assert partner.confirming(second.code, client("other")) is Problem.PROGRAM_CODE_UNKNOWN


def test_same_client_may_confirm_again_after_a_lost_answer(partner: Partner) -> None:
    code = partner.invite().code
    assert [partner.confirming(code), partner.confirming(code)] == [None, None]


def test_client_whose_program_has_ended_may_be_bound_again(partner: Partner) -> None:
    partner.revoke(partner.bound())
    again = partner.bound(form=replace(FORM_OF_PROGRAM, valid_days=1))
    partner.world.clock.advance(days=1)
    assert again.status_at(partner.world.clock.now()) is ProgramStatus.EXPIRED
    last = partner.bound()
    bound = partner.world.ports.store.program_of(client())
    assert bound is not None
    assert bound.program.program_id == last.program_id


def test_account_has_ten_programs_at_most_and_ended_ones_do_not_count(partner: Partner) -> None:
    invited = [partner.invite() for _ in range(MOST_PROGRAMS)]
    with pytest.raises(Refused) as refusal:
        partner.invite()
    assert refusal.value.problem is Problem.TOO_MANY_PROGRAMS
    assert refusal.value.facts == {"limit_name": LimitName.PROGRAMS_PER_ACCOUNT, "limit": MOST_PROGRAMS}
    partner.revoke(invited[0].program)
    partner.invite()
    assert statuses(partner).count(ProgramStatus.INVITED) == MOST_PROGRAMS


def test_of_those_that_have_ended_the_newest_are_listed(partner: Partner) -> None:
    for _ in range(MOST_ENDED + 2):
        partner.revoke(partner.invite().program)
    partner.invite()
    assert statuses(partner) == [ProgramStatus.INVITED, *[ProgramStatus.REVOKED] * MOST_ENDED]


def test_only_administrators_invite_revoke_and_list(partner: Partner) -> None:
    program = partner.invite().program
    partner.give_role(MEMBER)
    ports, by = partner.world.ports, partner.caller(MEMBER)
    calls: list[Callable[[], object]] = [
        lambda: partner.invite(by=MEMBER),
        lambda: programs_file(ports, by, partner.account_id),
        lambda: revoke_program(ports, by, partner.account_id, program.program_id),
    ]
    for call in calls:
        with pytest.raises(Refused) as refusal:
            call()
        assert refusal.value.problem is Problem.ADMINISTRATOR_REQUIRED


def test_what_has_ended_is_not_revoked_and_what_is_unknown_is_named_so(partner: Partner) -> None:
    program = partner.invite().program
    partner.revoke(program)
    found = []
    for one in (program, replace(program, program_id="0" * 32)):
        with pytest.raises(Refused) as refusal:
            partner.revoke(one)
        found.append(refusal.value.problem)
    assert found == [Problem.ACTION_NOT_ALLOWED, Problem.PROGRAM_UNKNOWN]


FAULTY: Mapping[str, Sequence[tuple[Any, FieldCode]]] = {
    "/label": [("", FieldCode.TOO_SHORT), ("a" * 61, FieldCode.TOO_LONG), ("me@corp.example", FieldCode.CONTAINS_LINK)],
    "/team_email": [("orders", FieldCode.ADDRESS_MALFORMED)],
    "/valid_days": [(0, FieldCode.NOT_ONE_OF), (366, FieldCode.NOT_ONE_OF)],
    "/scopes": [((), FieldCode.REQUIRED), (("accounts.read",) * 5, FieldCode.TOO_MANY)],
}


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [(pointer, value, code) for pointer, cases in FAULTY.items() for value, code in cases],
    ids=lambda one: str(one)[:20],
)
def test_faulty_field_of_an_invitation_is_named(partner: Partner, pointer: str, value: Any, code: FieldCode) -> None:
    changed: dict[str, Any] = {pointer[1:]: value}
    form = replace(FORM_OF_PROGRAM, **changed)
    with pytest.raises(Refused) as refusal:
        partner.invite(form)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [(pointer, code)]


def test_unknown_scope_is_named_by_its_place(partner: Partner) -> None:
    with pytest.raises(Refused) as refusal:
        partner.invite(replace(FORM_OF_PROGRAM, scopes=("accounts.read", "requests.decide")))
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/scopes/1", FieldCode.NOT_ONE_OF)]
