"""The rows of recoveries."""
