"""Deploy a stage to AWS and delete it again, in idempotent steps."""
