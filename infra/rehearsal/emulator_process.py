"""Process of the emulator, in a virtual environment of its own; it exits when its standard input ends.

Run by its path, not as a module: functions run on this interpreter and must not be able to import the project.
"""

import importlib
import itertools
import json
import os
import signal
import sys
import threading
from email.utils import parseaddr
from typing import Any

REGION, ACCOUNT = "us-east-1", "000000000000"
SENDING = "/v2/email/outbound-emails"


def _leave_at_end_of_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def _judge_sending(emulator: Any) -> None:
    """Judge SendEmail as IAM does in SES's sandbox; the emulator knows neither its resources nor its condition key."""
    judge_others = emulator._enforce_ses_v2

    def judge(method: str, path: str, headers: Any, body: bytes, query: Any, request_id: str) -> Any:
        if path != SENDING:
            return judge_others(method, path, headers, body, query, request_id)
        sent = json.loads(body)
        context = {"ses:fromaddress": parseaddr(sent["FromEmailAddress"])[1]}
        for action, name in itertools.product(("ses:SendEmail", "ses:SendRawEmail"), _used_to_send(sent)):
            asked = {"resource_arn": f"arn:aws:ses:{REGION}:{ACCOUNT}:{name}", "service_context": context}
            denied = emulator._enforce_data_plane("sesv2", action, headers, query, request_id, **asked)
            if denied:
                return denied
        return None

    emulator._enforce_ses_v2 = judge


def _used_to_send(sent: Any) -> list[str]:
    """Return the identities of sender and recipients, and the configuration set."""
    sender = parseaddr(sent["FromEmailAddress"])[1].rpartition("@")[2]
    identities = [f"identity/{name}" for name in (sender, *sent["Destination"]["ToAddresses"])]
    reporting = sent.get("ConfigurationSetName")
    return [*identities, *([f"configuration-set/{reporting}"] if reporting else [])]


if __name__ == "__main__":
    threading.Thread(target=_leave_at_end_of_input, daemon=True).start()
    from ministack import app

    _judge_sending(app)
    # By their names alone: this file's folder is on the path, the project is not.
    for changes in ("refusals", "new_account"):
        importlib.import_module(changes).install()
    importlib.import_module("pool_issuer").install(f"http://{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}")
    app.main()
