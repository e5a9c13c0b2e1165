"""Use cases of accounts: search, read, administer, import."""
