"""End this process when its parent ends for any reason, which closes the pipe to its standard input."""

import os
import signal
import sys
import threading


def leave_at_end_of_input() -> None:
    """Send this process SIGTERM when its standard input ends; return at once."""
    threading.Thread(target=_leave, daemon=True).start()


def _leave() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
