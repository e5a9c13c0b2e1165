"""The web layer: call use cases for HTTP requests and render their results. Contains no business rules."""
