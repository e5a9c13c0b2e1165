"""What every JSON operation shares: operation table, request context, parsing, pagination, problems, OpenAPI."""
