"""Signing in and out, and how long a session lasts."""
