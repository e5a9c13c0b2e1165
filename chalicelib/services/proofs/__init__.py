"""Use cases of domain proofs: ask, check, withdraw, list, and look for evidence."""
