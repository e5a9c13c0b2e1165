"""The API Gateway of the local stack."""
