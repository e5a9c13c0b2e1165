"""DynamoDB through PynamoDB: one table, one record class, every write a part of one transaction."""
