"""Inquiries in the table."""
