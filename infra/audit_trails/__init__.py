"""Verify audit trails: find them, and compare each with its record and with the sealings."""
