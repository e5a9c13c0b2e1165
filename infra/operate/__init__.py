"""Operator commands for a running system."""

# Exit statuses of the commands.
OK, ATTENTION, FAILED = 0, 1, 2
