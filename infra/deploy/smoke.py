"""Ask a deployed stage a few questions, as its callers do: health, readiness, a refused token, the way to sign in."""

from collections.abc import Callable, Iterator, Mapping

import httpx

from chalicelib import VERSION
from infra.deploy.stages import DeployFailed

SECONDS = 30.0


class NotServing(DeployFailed):
    """The stage does not answer as it must; the message lists what is wrong, and the way back."""


def check(base: str, stage: str) -> str:
    """Return what was found. `base` is the address of the API with its stage. Raises `NotServing`."""
    with httpx.Client(timeout=SECONDS, trust_env=False) as client:
        faults = [f"{question}: {fault}" for question, ask in QUESTIONS.items() for fault in _asked(ask, client, base)]
    if faults:
        back = f"Go back to the release before by `make rollback STAGE={stage}`."
        raise NotServing("\n".join(["The stage does not answer as it must:", *faults, back]))
    return f"{base} answers: {', '.join(QUESTIONS)}"


def answers(base: str) -> bool:
    """Whether the stage of this version answers at an address."""
    with httpx.Client(timeout=SECONDS, trust_env=False) as client:
        return not list(_asked(_health, client, base))


def _asked(ask: "Question", client: httpx.Client, base: str) -> Iterator[str]:
    try:
        yield from ask(client, base)
    except httpx.HTTPError as error:
        yield f"no answer ({type(error).__name__})"


def _health(client: httpx.Client, base: str) -> Iterator[str]:
    answer = client.get(f"{base}/healthz")
    yield from _expected(answer, 200)
    if answer.is_success and answer.json().get("version") != VERSION:
        yield f"it is version {answer.json().get('version')}, and not {VERSION}"


def _readiness(client: httpx.Client, base: str) -> Iterator[str]:
    yield from _expected(client.get(f"{base}/readyz"), 200)


def _refused_token(client: httpx.Client, base: str) -> Iterator[str]:
    answer = client.get(f"{base}/v1/account-requests", headers={"Authorization": "Bearer nobody's"})
    yield from _expected(answer, 401)


def _sign_in(client: httpx.Client, base: str) -> Iterator[str]:
    answer = client.get(f"{base}/sign-in")
    yield from _expected(answer, 303)
    provider = answer.headers.get("location", "")
    if provider:
        shown = client.get(provider, follow_redirects=True)
        if shown.is_error:
            yield f"the provider answers {shown.status_code}"


def _expected(answer: httpx.Response, status: int) -> Iterator[str]:
    if answer.status_code != status:
        yield f"{answer.status_code}, and not {status}"


Question = Callable[[httpx.Client, str], Iterator[str]]
QUESTIONS: Mapping[str, Question] = {
    "health": _health,
    "readiness": _readiness,
    "a refused token": _refused_token,
    "the way to sign in": _sign_in,
}
