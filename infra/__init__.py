"""Tools for operators and the local run; not part of the Lambda package.

Importing the package installs an exception hook: Ctrl-C ends any command with one line instead of a traceback.
"""

import os
import signal
import sys
from contextlib import suppress
from types import TracebackType

# How long one wait takes at most, in seconds: a Ctrl-C that reaches another thread, or comes just as Python begins to
# wait, does not wake the thread that has to handle it.
SIGNAL_SECONDS = 1.0
_default_hook = sys.excepthook


def _exit_on_interrupt(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Print one line and end with SIGINT, so that a calling shell stops as well.

    Threads that are still at work are not awaited: an interrupted transaction leaves nothing behind.
    """
    if not issubclass(kind, KeyboardInterrupt):
        _default_hook(kind, error, traceback)
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        # On a terminal the cursor may be after "^C" or a progress bar.
        print("\nStopped." if sys.stderr.isatty() else "Stopped.", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGINT)


sys.excepthook = _exit_on_interrupt
