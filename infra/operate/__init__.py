"""What operators do to a running system, from a terminal."""
