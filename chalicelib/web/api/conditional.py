"""Conditional calls (RFC 9110, section 13): entity tags, `If-Match` and `If-None-Match`.

A tag is `"<revision>.<digest>"`. The digest covers the body, which varies with the caller and with what mails have come
to, so `If-None-Match` compares the whole tag. A change is refused only if the record itself has changed, so `If-Match`
compares the revision alone. What has no revision of its own, such as a list, has a tag of the digest.
"""

import hashlib
from collections.abc import Mapping

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.patterns import pattern

DIGEST_LENGTH = 22
ANY = "*"
_TAG = pattern(r'\s*(W/)?"([\x21\x23-\x7e]*)"\s*(?:,|$)')


def etag_of(revision: str, body: str) -> str:
    """Return the entity tag of a body."""
    digest = hashlib.sha256(body.encode()).hexdigest()[:DIGEST_LENGTH]
    return f'"{revision}.{digest}"' if revision else f'"{digest}"'


def is_known(headers: Mapping[str, str], etag: str) -> bool:
    """Whether the caller has this representation already, by `If-None-Match`."""
    given = headers.get("if-none-match", "").strip()
    return given == ANY or etag.strip('"') in {tag for _, tag in _tags(given)}


def refuse_unless_matched(headers: Mapping[str, str], revision: str, etag: str) -> None:
    """Raise `precondition-failed` if the caller wants to read another revision, by `If-Match`."""
    seen = seen_revisions(headers)
    if seen is not None and (revision or etag.strip('"')) not in seen:
        raise Refused(Problem.PRECONDITION_FAILED)


def seen_revisions(headers: Mapping[str, str]) -> frozenset[str] | None:
    """Return the revisions that `If-Match` names; None if any will do. A weak or malformed tag names none."""
    given = headers.get("if-match")
    if given is None or given.strip() == ANY:
        return None
    return frozenset(tag.partition(".")[0] for is_weak, tag in _tags(given) if not is_weak)


def _tags(header: str) -> list[tuple[bool, str]]:
    """Return the tags of a header, each with whether it is weak; none of a header that is no list of tags."""
    found, position = [], 0
    while position < len(header):
        match = _TAG.match(header, position)
        if match is None:
            return []
        found.append((match[1] is not None, match[2]))
        position = match.end()
    return found
