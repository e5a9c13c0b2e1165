"""Schemas of docs/api-contract.md: handlers parse bodies and respond with them; the OpenAPI document lists them."""
