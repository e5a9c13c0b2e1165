"""What operators and the local run need: templates, checks, imports. Nothing here ships to Lambda.

It is imported before any command's own imports, so Ctrl-C ends each of them in one line from then on.
"""

import os
import signal
import sys
from contextlib import suppress
from types import TracebackType

_for_others = sys.excepthook


def _end(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Called once everything is unwound. Dying of the signal tells a calling shell to stop as well.

    Nothing waits for threads that are still at work: a transaction is whole or was never there.
    """
    if not issubclass(kind, KeyboardInterrupt):
        _for_others(kind, error, traceback)
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        # On a terminal, the line would begin behind what was typed, or behind a progress bar.
        print("\nStopped." if sys.stderr.isatty() else "Stopped.", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGINT)


sys.excepthook = _end
