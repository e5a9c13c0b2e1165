"""What use cases of webhooks read, write and send by."""
