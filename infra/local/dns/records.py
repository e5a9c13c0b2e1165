"""The records of the local DNS server, kept on disk: they outlive a restart, as the tables do."""

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from infra.local.state import write_private

TYPES = ("TXT", "CNAME")
TTL = 1
MOST_RECORDS = 1000
LONGEST_VALUE = 4000
LONGEST_STRING = 255
LONGEST_CHAIN = 8


class RecordRefused(ValueError):
    """The record cannot be set; the message says why."""


@dataclass(frozen=True)
class DnsRecord:
    """One record. A name may begin with `*.`, which answers for every name below that has no record of its own."""

    name: str
    type: str
    value: str

    @cached_property
    def owner(self) -> dns.name.Name:
        return dns.name.from_text(self.name)

    @cached_property
    def data(self) -> dns.rdata.Rdata:
        text = self.value if self.type == "CNAME" else _quoted(self.value)
        kind = dns.rdatatype.from_text(self.type)
        return dns.rdata.from_text(dns.rdataclass.IN, kind, text, origin=dns.name.root, relativize=False)


def record(name: str, kind: str, value: str) -> DnsRecord:
    """Make a record of what somebody typed. Raises `RecordRefused`."""
    made = DnsRecord(name.strip().rstrip(".").lower(), kind.strip().upper(), value.strip())
    if made.type not in TYPES:
        raise RecordRefused(f"type must be one of {', '.join(TYPES)}")
    if not made.name or not made.value or len(made.value) > LONGEST_VALUE:
        raise RecordRefused(f"name and value must be given, the value in at most {LONGEST_VALUE} characters")
    try:
        _ = made.owner, made.data
    except (dns.exception.DNSException, ValueError) as fault:
        raise RecordRefused(f"this is no record: {fault}") from fault
    return made


class DnsRecords:
    """All records. Answers as a resolver does: follows aliases, and lets a wildcard answer for missing names."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        kept = json.loads(file.read_text())["records"] if file.exists() else ()
        self._records = [DnsRecord(**one) for one in kept]

    def all(self) -> Sequence[DnsRecord]:
        """Return the records, in the order in which they were set."""
        with self._lock:
            return list(self._records)

    def set(self, added: DnsRecord) -> None:
        """Add a record; one that is there already stays. Raises `RecordRefused`."""
        with self._lock:
            if len(self._records) >= MOST_RECORDS:
                raise RecordRefused(f"there are {MOST_RECORDS} records already; remove some")
            if added not in self._records:
                self._keep([*self._records, added])

    def remove(self, removed: DnsRecord) -> None:
        """Remove a record. Raises `RecordRefused` if there is none like it."""
        with self._lock:
            if removed not in self._records:
                raise RecordRefused("there is no such record")
            self._keep([one for one in self._records if one != removed])

    def answer(self, question: dns.message.Message) -> dns.message.Message:
        """Answer a question for TXT or CNAME; whatever else is asked has no records."""
        response = dns.message.make_response(question, recursion_available=True)
        response.flags |= dns.flags.AA
        asked = question.question[0]
        found = list(self._sets(asked.name, asked.rdtype))
        response.answer.extend(found)
        if not found and not self._exists(asked.name):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response

    def _sets(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> Iterator[dns.rrset.RRset]:
        """Yield the answer with the aliases that lead to it."""
        for _ in range(LONGEST_CHAIN):
            here = self._at(name)
            wanted = [one.data for one in here if one.data.rdtype == kind]
            if wanted:
                yield dns.rrset.from_rdata_list(name, TTL, wanted)
                return
            aliases = [one.data for one in here if one.type == "CNAME"]
            if not aliases:
                return
            yield dns.rrset.from_rdata(name, TTL, aliases[0])
            name = getattr(aliases[0], "target")  # noqa: B009 - of a CNAME

    def _at(self, name: dns.name.Name) -> Sequence[DnsRecord]:
        records = self.all()
        own = [one for one in records if one.owner == name]
        if own or self._exists(name):
            return own
        parent = name.parent()
        while parent != dns.name.root:
            wild = [one for one in records if one.owner == dns.name.Name((b"*", *parent.labels))]
            if wild or self._exists(parent):
                return wild
            parent = parent.parent()
        return ()

    def _exists(self, name: dns.name.Name) -> bool:
        return any(one.owner.is_subdomain(name) for one in self.all())

    def _keep(self, records: list[DnsRecord]) -> None:
        write_private(self._file, {"records": [asdict(one) for one in records]})
        self._records = records


def _quoted(value: str) -> str:
    """Return the text as strings of at most 255 bytes, as a TXT record has them."""
    raw = value.encode()
    parts = (raw[start : start + LONGEST_STRING] for start in range(0, len(raw), LONGEST_STRING))
    return " ".join('"' + "".join(f"\\{byte:03}" for byte in part) + '"' for part in parts)
