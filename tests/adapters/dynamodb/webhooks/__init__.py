"""Reads and writes of webhooks."""
