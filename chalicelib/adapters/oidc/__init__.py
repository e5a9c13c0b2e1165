"""Signing in with an OpenID Connect provider, and verifying its tokens."""
