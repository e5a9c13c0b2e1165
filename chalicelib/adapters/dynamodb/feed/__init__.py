"""The rows of feeds."""
