"""What the OpenAPI document says of fields: descriptions, limits, examples and sets of values, each in one place."""
