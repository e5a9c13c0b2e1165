"""The arguments of a command that takes none: whatever stands there is a mistake, and is said to be one."""

import argparse
from collections.abc import Sequence


def refuse_arguments(module: str, description: str | None, arguments: Sequence[str]) -> None:
    """Ends the process with the usage and exit status 2 where there are any."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description, allow_abbrev=False)
    parser.parse_args(arguments)
