"""The rules of Smart Account requests, pure: no clock, no ids, no I/O, no frameworks."""
