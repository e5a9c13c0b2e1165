"""The only code that touches AWS, the identity provider and the clock."""
