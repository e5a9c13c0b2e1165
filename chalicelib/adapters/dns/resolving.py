"""Look up the texts of a name by resolvers, bounded in size and time. dnspython is loaded with the first look-up.

Resolvers follow aliases by themselves; an answer that came by an alias which leaves the domain does not count.
"""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from chalicelib.domain.proofs.records import CheckResult, TxtAnswer
from chalicelib.domain.value_classes import value_class

if TYPE_CHECKING:
    from dns.message import Message, QueryMessage
    from dns.name import Name

# For one name over all resolvers, and for one question to one of them.
LOOKUP_SECONDS = 6.0
TRY_SECONDS = 2.0
# Of an answer; a record of ours takes 200 bytes.
MOST_BYTES = 4096
# Without fragments on the way (RFC 9715); what is larger comes over TCP.
DATAGRAM_BYTES = 1232


@value_class
class DnsLookup:
    """Implementation of the port `TxtLookup`. `resolvers` are addresses and ports, asked in order until one answers."""

    resolvers: Sequence[tuple[str, int]]
    seconds: float = LOOKUP_SECONDS
    monotonic: Callable[[], float] = time.monotonic

    def texts(self, name: str, domain: str) -> TxtAnswer:
        """Return the TXT values of a name. Never raises: what cannot be had is `no_answer`."""
        ends = self.monotonic() + self.seconds
        for resolver in self.resolvers:
            left = ends - self.monotonic()
            if left <= 0:
                break
            answer = _asked(resolver, name, domain, min(left, TRY_SECONDS))
            if answer is not None:
                return answer
        return TxtAnswer(trouble=CheckResult.NO_ANSWER)


def _asked(resolver: tuple[str, int], name: str, domain: str, seconds: float) -> TxtAnswer | None:
    """Return what one resolver answers; None if it does not, or if it cannot find out."""
    import dns.exception  # noqa: PLC0415
    import dns.message  # noqa: PLC0415
    import dns.name  # noqa: PLC0415
    import dns.query  # noqa: PLC0415
    import dns.rcode  # noqa: PLC0415

    host, port = resolver
    try:
        question = dns.message.make_query(dns.name.from_text(name), "TXT", use_edns=0, payload=DATAGRAM_BYTES)
        answer, _ = dns.query.udp_with_fallback(
            question, host, seconds, port, ignore_unexpected=True, ignore_errors=True
        )
        has_answered = answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)
        return _read(answer, dns.name.from_text(domain)) if has_answered else None
    except (dns.exception.DNSException, OSError, EOFError, ValueError):
        return None


def _read(answer: "Message", domain: "Name") -> TxtAnswer:
    if len(answer.wire or b"") > MOST_BYTES:
        return TxtAnswer(trouble=CheckResult.TOO_LARGE)
    chain = cast("QueryMessage", answer).resolve_chaining()
    if not all(alias.target.is_subdomain(domain) for cname in chain.cnames for alias in cname):
        return TxtAnswer(trouble=CheckResult.ALIAS_LEAVES_DOMAIN)
    return TxtAnswer(tuple(b"".join(record.strings) for record in chain.answer or ()))
