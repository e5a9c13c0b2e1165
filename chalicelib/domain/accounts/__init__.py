"""Smart Accounts and their Virtual Accounts: rights, administration, import."""
