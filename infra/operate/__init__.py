"""Operator commands for a running system."""

from collections.abc import Mapping

# Exit status and result of a command.
CommandResult = tuple[int, Mapping[str, object]]
OK, ATTENTION, FAILED = 0, 1, 2
