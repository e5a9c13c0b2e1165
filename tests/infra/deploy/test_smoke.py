"""The smoke test of a deployment finds each fault that a caller would meet first."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from chalicelib import VERSION
from infra.deploy.smoke import QUESTIONS, NotServing, check
from infra.local.gateway.serving import Serving, listen, url_of

HEALTH = f'{{"status": "ok", "version": "{VERSION}"}}'
RIGHT: Mapping[str, tuple[int, str]] = {
    "/healthz": (200, HEALTH),
    "/readyz": (200, "{}"),
    "/v1/account-requests": (401, "{}"),
    "/sign-in": (303, ""),
    "/authorize": (200, "the provider's page"),
}


@contextmanager
def served(answers: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    """Serve these answers; `/sign-in` leads to `/authorize`."""
    with listen(0) as listener:
        base = url_of(listener)

        @Request.application
        def answer(request: Any) -> Response:
            status, text = answers[request.path]
            headers = {"Location": f"{base}/authorize"} if request.path == "/sign-in" else {}
            return Response(text, status, headers, content_type="application/json")

        with Serving(listener, answer):
            yield base


def test_stage_that_answers_all_questions_is_found_well() -> None:
    with served(RIGHT) as base:
        assert check(base, "dev") == f"{base} answers: {', '.join(QUESTIONS)}"


@pytest.mark.parametrize(
    ("path", "answer", "fault"),
    [
        ("/healthz", (502, ""), "health: 502, and not 200"),
        ("/healthz", (200, '{"version": "0.0.1"}'), f"health: it is version 0.0.1, and not {VERSION}"),
        ("/readyz", (503, ""), "readiness: 503, and not 200"),
        ("/v1/account-requests", (200, "{}"), "a refused token: 200, and not 401"),
        ("/sign-in", (500, ""), "the way to sign in: 500, and not 303"),
        ("/authorize", (404, ""), "the way to sign in: the provider answers 404"),
    ],
)
def test_each_fault_is_named_with_the_way_back(path: str, answer: tuple[int, str], fault: str) -> None:
    with served({**RIGHT, path: answer}) as base, pytest.raises(NotServing) as failed:
        check(base, "dev")
    lines = str(failed.value).splitlines()
    assert fault in lines
    assert "make rollback STAGE=dev" in lines[-1]


def test_stage_that_does_not_answer_at_all_fails_each_question() -> None:
    with listen(0) as listener:
        base = url_of(listener)
    with pytest.raises(NotServing) as failed:
        check(base, "dev")
    assert str(failed.value).count("no answer (ConnectError)") == len(QUESTIONS)
