"""The shapes of docs/api-contract.md: handlers read and answer with them, the OpenAPI document shows them."""
