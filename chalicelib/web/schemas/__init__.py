"""The shapes of CONTRACT: handlers read and answer with them, the OpenAPI document shows them."""
