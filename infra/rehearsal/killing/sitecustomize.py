"""Kill a deployment right after a call to AWS has been answered: on `PYTHONPATH`, each interpreter imports this first.

`KILLED_AFTER` names the operation, as in `CreateFunction`.
"""

import os
import signal
from typing import Any

import botocore


def _kill(**_: Any) -> None:
    os.killpg(os.getpgrp(), signal.SIGKILL)


if "KILLED_AFTER" in os.environ:
    operation = os.environ["KILLED_AFTER"]
    botocore.register_initializer(lambda session: session.register(f"after-call.*.{operation}", _kill))
