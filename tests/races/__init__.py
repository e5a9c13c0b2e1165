"""What happens at once, many times over, on Amazon's own DynamoDB Local and against the running stack."""
