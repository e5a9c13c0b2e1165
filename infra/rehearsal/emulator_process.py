"""Process of the emulator, in a virtual environment of its own; it exits when its standard input ends.

Run by its path, not as a module: functions run on this interpreter and must not be able to import the project.
"""

import importlib
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

    # By its name alone: this file's folder is on the path, the project is not.
    importlib.import_module("refusals").install()
    main()
