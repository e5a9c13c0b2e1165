"""What use cases of domain proofs read and write."""
