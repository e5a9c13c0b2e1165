"""Steps of a proof over HTTP, and records that are set by the local tools."""

from collections.abc import Mapping

from tests.contract.local_run import Json, Run

PROOFS = "/v1/domain-proofs"


def asked(run: Run, by: str, domain: str, **more: str) -> Json:
    """Ask for a proof and return it."""
    made = run.call("POST", PROOFS, by, json={"domain_identifier": domain, **more})
    assert made.status_code == 201, made.text
    assert made.headers["location"].endswith(f"{PROOFS}/{made.json()['domain_proof_id']}")
    found: Json = made.json()
    return found


def checked(run: Run, proof: Json, by: str) -> Json:
    """Have the record looked for."""
    answer = run.call("POST", f"{PROOFS}/{proof['domain_proof_id']}/check", by)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def dns(run: Run, name: str, value: str, kind: str = "TXT", path: str = "/dns") -> Mapping[str, str]:
    """Set a record in the local DNS, or remove it."""
    record = {"name": name, "type": kind, "value": value}
    run.client.post(f"{run.stack.urls['tools']}{path}", json=record).raise_for_status()
    return record
