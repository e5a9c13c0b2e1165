"""The storage: one table with one shape of row, behind the verbs of `Table`; on DynamoDB through PynamoDB."""
