"""Webhooks over HTTP, on the whole local stack."""
