"""Decisions by a signed link over HTTP: operations and pages."""
