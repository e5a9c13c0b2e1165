"""Look up records in the DNS."""
