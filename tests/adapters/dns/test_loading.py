"""dnspython is loaded by a look-up and by no start."""

import subprocess
import sys

SCRIPT = "import sys, app; print([name for name in sys.modules if name == 'dns' or name.startswith('dns.')])"


def test_no_function_loads_dnspython_when_it_starts() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
