"""Access requests for existing accounts, and the roles granted on an account."""
