"""The emulated AWS of the local stack: DynamoDB, SES, SQS, SNS, and the invocation of functions."""
