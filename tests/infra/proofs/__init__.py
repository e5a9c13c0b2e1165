"""Tests of the operator's commands about proofs of domains."""
