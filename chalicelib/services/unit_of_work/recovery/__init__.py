"""What use cases of recoveries read and write."""
