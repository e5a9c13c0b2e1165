"""Operator commands for a running system."""
