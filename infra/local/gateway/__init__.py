"""The API Gateway of the local run."""
