"""Adapters to AWS, the identity provider, the clock and randomness; no other layer uses these directly."""
