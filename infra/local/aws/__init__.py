"""The emulated AWS of the local run: DynamoDB, SES, SQS, SNS, and what calls the functions."""
