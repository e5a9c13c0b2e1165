"""Requests for access to an existing account, and the roles given on one."""
