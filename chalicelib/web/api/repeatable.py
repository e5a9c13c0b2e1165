"""Calls that are repeated with the same `Idempotency-Key`: what a key stands for, and the answer to a repeated call."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.writes import KeptAnswer
from chalicelib.web.api.parsing import HEADER, idempotency_key

KEPT = timedelta(hours=24)
REPLAYED = "Idempotency-Replayed"


def key_of(headers: Mapping[str, str], caller: str, method: str, path: list[str]) -> str | None:
    """Return what a call's key is stored under: it is the caller's own, for this method and path. None without a key.

    It is hashed, because the path may hold a link's token. Raises `idempotency-key-invalid`.
    """
    if HEADER not in headers:
        return None
    try:
        key = idempotency_key(headers)
    except Refused as refused:
        raise Refused(Problem.IDEMPOTENCY_KEY_INVALID, facts=refused.facts) from None
    return hashlib.sha256(json.dumps([caller, method, path, key]).encode()).hexdigest()


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
