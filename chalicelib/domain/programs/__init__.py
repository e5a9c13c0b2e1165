"""Programs: clients of the sign-in provider that act for an account, within scopes."""
