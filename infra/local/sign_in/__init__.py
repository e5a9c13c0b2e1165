"""The sign-in provider of the local run."""
