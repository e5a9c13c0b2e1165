"""Sending mails through SES, and reading the events that it publishes."""
