"""What SES refuses is a mail's fault, a passing fault, or one that stops all mails until an operator mends it."""

from dataclasses import replace
from datetime import timedelta

import botocore.session
import pytest

from chalicelib.adapters.mail.ses import VERDICTS
from chalicelib.adapters.telemetry import named
from chalicelib.domain.mails import MailStatus
from chalicelib.services.mail.sending_failures import Verdict
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.metrics import Metric
from infra.rights.enforcing import Rights, enforced
from tests.backends.own_rights import own_rights
from tests.recorded_metrics import RecordedMetrics
from tests.world import World

# A missing right and wrong credentials: "Common Errors" of the API reference.
OF_THE_ROLE = ("AccessDeniedException", "ExpiredTokenException", "NotAuthorized", "UnrecognizedClientException")


def test_every_error_of_the_api_has_a_verdict() -> None:
    operation = botocore.session.get_session().get_service_model("sesv2").operation_model("SendEmail")
    assert {shape.name for shape in operation.error_shapes} <= set(VERDICTS)


@pytest.mark.parametrize("code", [*OF_THE_ROLE, "NotFoundException"])
def test_error_of_role_or_configuration_set_marks_no_mail_as_bad(code: str) -> None:
    assert VERDICTS[code] is Verdict.STOP_SENDING


@pytest.mark.aws
def test_missing_right_stops_all_mails_and_rings_and_mails_go_out_once_it_is_there(world: World) -> None:
    request = world.submit()
    metrics, start = RecordedMetrics(), world.clock.now()
    ports, sender = replace(world.ports, metrics=metrics), world.container.mail_sender
    with enforced(Rights(own_rights(without="ses:SendRawEmail"))) as rights, named("sweep", "1"):
        assert sweep(ports, sender) == 0
    found = world.ports.store.request_file(request.request_id)
    assert found is not None
    first, *others = found.mails
    assert (first.status, first.attempts, first.failure) == (MailStatus.DUE, 0, "AccessDeniedException")
    assert first.due_at == start + timedelta(hours=1)
    assert all((mail.status, mail.failure) == (MailStatus.DUE, None) for mail in others)
    assert (metrics.counts[Metric.MAIL_STOPPED], metrics.counts[Metric.MAIL_DEAD], len(rights.denied)) == (1, 0, 1)
    world.clock.advance(hours=1)
    with named("sweep", "2"):
        assert sweep(ports, sender) > 0
    assert world.mail(first).status is MailStatus.SENT
