"""The rows of programs."""
