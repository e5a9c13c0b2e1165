"""Record each call to AWS as a line of JSON: on `PYTHONPATH`, each interpreter imports this first.

`CALLS_TO_AWS` names the file. Where it is set from the start, waiting is cut short: the emulator does at once what
takes AWS seconds.
"""

import json
import os
import sys
import time
from typing import Any

import botocore

LONGEST_SLEEP = 0.05


def _record(params: Any, model: Any, context: Any, **_: Any) -> None:
    if "CALLS_TO_AWS" not in os.environ:
        return
    over_http = (model.http["method"], model.http["requestUri"])
    call = [model.service_model.service_name, model.name, params, context["client_region"], *over_http]
    line = json.dumps({"program": sys.argv[0], "call": call}, default=str)
    with open(os.environ["CALLS_TO_AWS"], "a", encoding="utf-8") as file:
        file.write(f"{line}\n")


botocore.register_initializer(lambda session: session.register("provide-client-params.*.*", _record))

if "CALLS_TO_AWS" in os.environ:
    _sleep = time.sleep
    time.sleep = lambda seconds: _sleep(min(float(seconds), LONGEST_SLEEP))
