"""What a cold start does without."""

import subprocess
import sys

# Collections of the youngest objects happen while Python compiles `app.py`, which the package has compiled.
COUNTED = """
import gc
collections = []
gc.callbacks.append(lambda _, facts: collections.append(facts["generation"]))
import app
print(any(collections), gc.isenabled(), gc.get_freeze_count() > 10_000)
"""


def test_a_start_looks_for_no_garbage_and_later_collections_leave_alone_what_it_made() -> None:
    result = subprocess.run([sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "True", "True"]
