"""The emulator's process, in a virtual environment of its own; it ends when its standard input does.

Run by its path: functions run on this interpreter, and must find nothing of the project beside the package.
"""

import os
import signal
import sys
import threading


def _leave_at_end_of_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_leave_at_end_of_input, daemon=True).start()
    from ministack.app import main

    main()
