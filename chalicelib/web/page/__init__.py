"""Shared by all pages: page table, request context, forms, sessions, cookies."""
