"""The rows of domain proofs."""
