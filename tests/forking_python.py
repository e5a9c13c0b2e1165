"""A `python` that runs modules in forks of one interpreter, which has imported them already.

A runbook starts 60 interpreters, and each imports for half a second what it runs for a tenth of one.
"""

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.state import PROJECT_ROOT

# What commands import late, and what records their calls.
PRELOADED = (
    "boto3",
    "chalicelib.bootstrap",
    "infra.operate.__main__",
    "infra.deploy.__main__",
    "moto.core.models",
    "tests.infra.rights.recording.sitecustomize",
)
# Sends its files, arguments, folder and environment; exits as the fork did. Anything but `-m` is run by Python itself.
CLIENT = """#!{python} -IS
import json, os, socket, sys
if sys.argv[1:2] != ["-m"]:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    call = json.dumps([sys.argv[2:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(server, [len(call).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(call)
    sys.exit(int(server.recv(9) or 70))
"""


@contextmanager
def forking_python(directory: Path) -> Iterator[Path]:
    """Start the interpreter; yield a folder with the `python`. It ends with the block or this process."""
    address, client = directory / "socket", directory / "python"
    client.write_text(CLIENT.format(python=sys.executable, address=str(address)))
    client.chmod(0o755)
    command = [sys.executable, "-m", __name__, str(address)]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        yield directory


def serve(address: str) -> list[str]:
    """Fork at each call until standard input ends; return in each fork, with the module and its arguments."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            call, _ = listener.accept()
            with call:
                if not os.fork():
                    listener.close()
                    return _answered(call)
    os._exit(0)


def _answered(call: socket.socket) -> list[str]:
    """Return in a fork of this process; this one ends when the fork has, with its status sent."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, files, _, _ = socket.recv_fds(call, 4, 3)
    arguments, folder, environment = json.loads(call.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL))
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        call.sendall(str(os.waitstatus_to_exitcode(status) % 256).encode())
        os._exit(0)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    return list(arguments)


def _run(module: str) -> int:
    """Run the module as `python -m` does; return the exit status."""
    sys.path[0] = os.getcwd()
    for name in (module, f"{module}.__main__"):
        sys.modules.pop(name, None)
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
            return 1
        return ended.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    for name in PRELOADED:
        importlib.import_module(name)
    gc.freeze()
    sys.argv[:] = serve(sys.argv[1])
    status = _run(sys.argv[0])
    sys.stdout.flush()
    # Not `sys.exit`: to take down what was imported takes as long as to import it.
    os._exit(status)
