"""What use cases of the feed read and write."""
