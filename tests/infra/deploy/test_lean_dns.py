"""A look-up in the DNS works with what the package keeps of dnspython, whatever the answer is."""

import shutil
import subprocess
import sys
from pathlib import Path

import dns
import dns.message
import pytest

from infra.deploy.lean_package import UNUSED_OF_DNS
from infra.local.dns.records import DnsRecord, DnsRecords
from infra.local.dns.server import Answer, dns_server
from infra.local.state import PROJECT_ROOT

NAME = "_smart-account-proof.univ.example"
LOOK_UP = """
import sys
sys.path[:0] = sys.argv[1:3]
import dns
from chalicelib.adapters.dns.resolving import DnsLookup
assert dns.__file__.startswith(sys.argv[1]), dns.__file__
answer = DnsLookup([("127.0.0.1", int(sys.argv[3]))], 0.5).texts("_smart-account-proof.univ.example", "univ.example")
print(answer.trouble or b" ".join(answer.values).decode())
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the package has of dnspython."""
    directory, source = tmp_path_factory.mktemp("lean"), Path(str(dns.__file__)).parent
    for file in source.rglob("*.py"):
        name = f"dns/{file.relative_to(source).as_posix()}"
        if not name.startswith(UNUSED_OF_DNS):
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, directory / name)
    return directory


def looked_up(kept: Path, port: int) -> str:
    command = [sys.executable, "-c", LOOK_UP, str(kept), str(PROJECT_ROOT), str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_record_is_found(kept: Path, tmp_path: Path) -> None:
    records = DnsRecords(tmp_path / "dns.json")
    records.set(DnsRecord(NAME, "TXT", "sar-proof=one"))
    with dns_server(records.answer) as port:
        assert looked_up(kept, port) == "sar-proof=one"


@pytest.mark.parametrize("operation", [0, 4, 5, 15])
def test_answer_of_another_operation_is_no_answer(kept: Path, operation: int) -> None:
    def answer(question: dns.message.Message) -> Answer:
        wire = bytearray(dns.message.make_response(question).to_wire())
        wire[2] = (wire[2] & 0b10000111) | (operation << 3)
        return bytes(wire)

    with dns_server(answer) as port:
        assert looked_up(kept, port) in ({"", "no_answer"} if operation == 0 else {"no_answer"})
