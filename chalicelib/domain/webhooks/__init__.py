"""Webhooks of an account: where events are sent to, when they are tried again, and when that ends."""
