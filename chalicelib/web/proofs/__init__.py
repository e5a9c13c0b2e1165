"""Proofs of domains: `/v1/domain-proofs`, and their pages."""
