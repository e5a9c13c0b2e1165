"""Shared by all JSON operations: operation table, request context, parsing, pagination, problems, OpenAPI."""
