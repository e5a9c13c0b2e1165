"""The rows of webhooks and of deliveries to them."""
