"""Mails about proofs of domains and about recoveries."""
