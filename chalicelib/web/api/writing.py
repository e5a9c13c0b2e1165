"""Carry out a use case that writes, on the terms of the caller: by `If-Match`, and once for an `Idempotency-Key`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.terms import Terms
from chalicelib.services.unit_of_work.writes import KeptAnswer
from chalicelib.web.api.conditional import seen_revisions
from chalicelib.web.api.operations import ApiResponse, http_response, raw_body
from chalicelib.web.api.repeatable import KEPT, fingerprint_of, key_of, raise_kept
from chalicelib.web.api.request_context import RequestContext

T = TypeVar("T")
# A busy database is not asked again, and a link whose signature is wrong causes no read.
NOT_LOOKED_UP = (Problem.BUSY, Problem.LINK_UNKNOWN)


def carry_out(context: RequestContext, act: Callable[[Ports], T], answer: Callable[[T], ApiResponse]) -> ApiResponse:
    """Return the answer to the result of the use case `act`, which is given the ports with the caller's terms.

    With a key the answer is made before the commit, and kept by it. A call that the use case refuses, or for which it
    has nothing to do, may be one that is repeated after it was carried out: then, and only then, its key is looked up.
    Raises what `act` raises, and `AnsweredBefore` if the key has an answer.
    """
    made: list[ApiResponse] = []
    key = key_of(context)

    def keep(result: T, now: datetime) -> KeptAnswer:
        made.append(answer(result))
        return _kept(key or "", context, made[-1], now)

    ports = context.container.ports
    terms = Terms(seen_revisions(context.request.headers), keep if key else None)
    try:
        result = act(replace(ports, terms=terms))
    except Refused as refused:
        if refused.problem not in NOT_LOOKED_UP:
            raise_kept(context)
        raise
    if not made:
        raise_kept(context)
    return made[-1] if made else answer(result)


def _kept(key: str, context: RequestContext, response: ApiResponse, now: datetime) -> KeptAnswer:
    rendered = http_response(response)
    headers = {name: str(value) for name, value in rendered.headers.items()}
    fingerprint = fingerprint_of(raw_body(context.request))
    return KeptAnswer(key, fingerprint, int(rendered.status_code), headers, str(rendered.body), now + KEPT)
