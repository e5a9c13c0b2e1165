"""Recoveries over HTTP: operations and pages."""
