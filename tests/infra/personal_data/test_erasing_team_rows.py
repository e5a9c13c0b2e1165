"""Programs and webhooks name nobody who was erased; what still works with the address is ended first, by its owners."""

from dataclasses import replace

import pytest

from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.webhooks.attempts import Answer
from chalicelib.services.unit_of_work.webhooks.writes import SaveWebhook
from tests.infra.operations.operating import run_command
from tests.infra.personal_data.erasing_story import naming
from tests.services.programs.stories import FORM_OF_PROGRAM, Partner
from tests.services.webhooks.hooks import URL, current, deliveries, drain, happened, made, with_receivers
from tests.world import World

Capture = pytest.CaptureFixture[str]
WHO = "pat.person@reseller.example"
FORM = replace(FORM_OF_PROGRAM, team_email=WHO)


def erase(capsys: Capture) -> tuple[int, dict[str, object]]:
    return run_command(capsys, "erase", WHO, "--yes")


def test_program_that_names_them_blocks_until_it_is_revoked(operated: World, capsys: Capture) -> None:
    partner = Partner.of(operated)
    program = partner.bound(form=FORM)
    before = operated.rows()
    status, result = erase(capsys)
    assert (status, operated.rows() == before) == (2, True)
    assert program.program_id in str(result["blocked_by"])
    partner.revoke(program)
    assert erase(capsys)[0] == 0
    assert naming(operated.rows(), WHO) == {}
    (left,) = operated.ports.store.account_programs(partner.account_id).programs
    assert (left.program_id, left.team_email) == (program.program_id, str(MARKER))


@pytest.mark.parametrize("is_bound", [True, False])
def test_program_that_has_expired_names_them_no_longer(operated: World, capsys: Capture, is_bound: bool) -> None:
    partner = Partner.of(operated)
    if is_bound:
        partner.bound(form=FORM)
    else:
        partner.invite(FORM)
    assert erase(capsys)[0] == 2
    operated.clock.advance(days=366)
    assert erase(capsys)[0] == 0
    assert naming(operated.rows(), WHO) == {}


def test_url_that_names_them_blocks_until_it_is_changed(operated: World, capsys: Capture) -> None:
    webhook = made(operated, f"{URL}?for={WHO.replace('@', '%40')}")
    status, result = erase(capsys)
    assert (status, webhook.webhook_id in str(result["blocked_by"])) == (2, True)
    operated.ports.store.commit([SaveWebhook(replace(webhook, url=URL))])
    assert erase(capsys)[0] == 0


def test_answers_of_receivers_name_them_no_longer_and_the_event_is_still_sent(operated: World, capsys: Capture) -> None:
    receivers, webhook = with_receivers(operated), made(operated)
    receivers.answers[URL] = Answer(500, excerpt=f"no user {WHO}")
    happened(operated)
    drain(operated)
    (before,) = deliveries(operated, current(operated, webhook))
    assert erase(capsys)[0] == 0
    (left,) = deliveries(operated, webhook)
    assert [attempt.answer.excerpt for attempt in left.attempts] == [f"no user {MARKER}"]
    assert (left.body, left.due_at, left.status) == (before.body, before.due_at, before.status)
