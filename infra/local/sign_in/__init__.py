"""The sign-in provider of the local stack."""
