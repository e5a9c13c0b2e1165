"""Argument check for commands that take no arguments."""

import argparse
from collections.abc import Sequence


def reject_arguments(module: str, description: str | None, arguments: Sequence[str]) -> None:
    """Print the usage and exit with status 2 if there are any arguments."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description, allow_abbrev=False)
    parser.parse_args(arguments)
