"""Use cases of sign-in, sign-out and sessions."""
