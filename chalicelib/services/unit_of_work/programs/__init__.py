"""What use cases of programs read and write."""
