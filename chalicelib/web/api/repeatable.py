"""Calls that are repeated with the same `Idempotency-Key`: what a key stands for, and the answer to a repeated call."""

import hashlib
import json
from datetime import timedelta

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.terms import AnsweredBefore
from chalicelib.services.unit_of_work.writes import KeptAnswer
from chalicelib.web.api.parsing import HEADER, LONGEST_KEY, idempotency_key
from chalicelib.web.api.request_context import RequestContext

KEPT = timedelta(hours=24)
REPLAYED = "Idempotency-Replayed"


def key_of(context: RequestContext) -> str | None:
    """Return what a call's key is stored under: it is the caller's own, for this method and path. None without a key.

    The key of a public operation, which loads no person, belongs to its path. It is hashed, because the path may hold a
    link's token. Raises `idempotency-key-invalid`.
    """
    request = context.request
    if HEADER not in request.headers:
        return None
    try:
        key = idempotency_key(request.headers)
    except Refused:
        raise Refused(Problem.IDEMPOTENCY_KEY_INVALID, facts={"limit": LONGEST_KEY}) from None
    variables = [text for _, text in sorted(context.variables.items())]
    parts = [context.loaded_caller, request.method, request.path, variables, key]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def raise_kept(context: RequestContext) -> None:
    """Raise `AnsweredBefore` if the call has a key with an answer. Takes one read if it has a key."""
    key, ports = key_of(context), context.container.ports
    kept = ports.store.kept_answer(key) if key else None
    if kept and ports.clock.now() < kept.forget_at:
        raise AnsweredBefore(kept) from None


def fingerprint_of(raw: bytes) -> str:
    """Return the fingerprint of a body: the same for JSON of the same content, however it is written."""
    try:
        content = json.dumps(json.loads(raw or b"{}"), sort_keys=True).encode()
    except (ValueError, RecursionError):
        content = raw
    return hashlib.sha256(content).hexdigest()


def replayed(kept: KeptAnswer, fingerprint: str) -> Response:
    """Return the kept answer. Raises `idempotency-key-reused` if the key came with other content before."""
    if kept.fingerprint != fingerprint:
        raise Refused(Problem.IDEMPOTENCY_KEY_REUSED)
    headers: dict[str, str | list[str]] = {**kept.headers, REPLAYED: "true"}
    return Response(kept.body, headers, kept.status)
