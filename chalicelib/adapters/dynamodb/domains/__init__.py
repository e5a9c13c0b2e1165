"""What changes of domain proofs and of recoveries mean for the table."""
