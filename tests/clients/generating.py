"""Generate a Python and a TypeScript client of the OpenAPI document, and compile them strictly."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.api_tools.__main__ import TOOLS

HERE = Path(__file__).parent
PACKAGE = "account_requests_client"
# The generator writes `__exit__(*args: object)` into the client whatever the document says, which mypy refuses.
STRICT = f"""[mypy]
strict = true
[mypy-{PACKAGE}.client]
ignore_errors = true
"""


def python_client(document: Path, folder: Path) -> list[str]:
    """Generate the Python client into the folder, check its types, and return the command that walks the journey."""
    shutil.copy(HERE / "python_journey.py", folder)
    (folder / "mypy.ini").write_text(STRICT)
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(document), "--meta", "none"]
    # A warning says that a part of the document was left out.
    run([*generator, "--output-path", str(folder / PACKAGE), "--fail-on-warning"], folder)
    run([sys.executable, "-m", "mypy", "--config-file", "mypy.ini", PACKAGE, "python_journey.py"], folder)
    return [sys.executable, "python_journey.py"]


def typescript_client(document: Path, folder: Path) -> list[str]:
    """Generate the TypeScript client into the folder, compile it, and return the command that walks the journey."""
    binaries = TOOLS / "node_modules" / ".bin"
    for name in ("typescript_journey.ts", "tsconfig.json"):
        shutil.copy(HERE / name, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(TOOLS / "node_modules")
    run([str(binaries / "openapi-typescript"), str(document), "--output", str(folder / "api.ts")], folder)
    run([str(binaries / "tsc"), "--project", "."], folder)
    return ["node", "built/typescript_journey.js"]


def run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run a command in the folder and return what it printed. Fails with its output if it fails."""
    # The Python generator formats by ruff, which lies beside the interpreter.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {**os.environ, "PATH": path, **(environment or {})}
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-5000:]}{done.stderr[-5000:]}"
    return done.stdout
