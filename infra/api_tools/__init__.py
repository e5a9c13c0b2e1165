"""Lint the OpenAPI document, and generate clients of it, with tools that take Node.js."""
