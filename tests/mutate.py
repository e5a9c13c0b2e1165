"""Print how many mutants of the domain and the links the tests kill: `make mutate`.

A mutant is the product with one small change in one function. A seeded sample is tried, `SEED=…` draws another one, and
`ALL=1` tries every mutant; `ONLY="domain.webhooks domain.programs"` draws from these packages alone. The exit status is
1 if fewer than `LEAST` are killed.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = 600
LEAST = 0.95
# mutmut's exit codes: https://github.com/boxed/mutmut/blob/main/src/mutmut/stats.py
OUTCOMES = {0: "survived", 5: "no tests", 33: "no tests"}
LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", ".local", ".*_cache", "__pycache__", ".hypothesis", "mutants")


def mutmut(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run mutmut in a copy of the project."""
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutants"}
    return subprocess.run(command, cwd=tree, env=environment, check=False, capture_output=True, text=True)


def exit_codes(tree: Path) -> Iterator[tuple[str, int | None]]:
    """Yield every mutant with the exit code of its tests; None if it was not tried."""
    for file in (tree / "mutants").rglob("*.meta"):
        yield from json.loads(file.read_text())["exit_code_by_key"].items()


def main() -> int:
    """Try the sample, and print the numbers and every mutant that was not killed."""
    seed = os.environ.get("SEED", "15")
    with tempfile.TemporaryDirectory() as directory:
        tree = Path(directory) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        # mutmut writes all mutants before it finds out that none has this name.
        created = mutmut(tree, "run", "no such mutant")
        only = tuple(f"chalicelib.{package}." for package in os.environ.get("ONLY", "").split()) or ("",)
        names = sorted(name for name, _ in exit_codes(tree) if name.startswith(only))
        if not names:
            print(created.stdout, created.stderr)
            return 1
        sample = names if os.environ.get("ALL") else random.Random(seed).sample(names, min(SAMPLE, len(names)))
        tried = mutmut(tree, "run", *sample)
        found = {name: code for name, code in exit_codes(tree) if name in set(sample)}
    if None in found.values():
        print(tried.stdout[-3_000:], tried.stderr[-3_000:])
        return 1
    outcomes = {name: OUTCOMES.get(code or 0, "killed") for name, code in found.items()}
    for name, outcome in sorted(outcomes.items()):
        if outcome != "killed":
            print(f"{outcome}: {name}")
    counts = Counter(outcomes.values())
    print(f"{len(names)} mutants, {len(found)} tried (seed {seed}): {dict(counts)}")
    return 0 if counts["killed"] >= LEAST * len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
