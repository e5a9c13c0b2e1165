"""What API Gateway does beside the routes: the responses of its own, and its access log."""
