"""What operators see of proofs of domains and of recoveries under way."""
