"""What teams are told of their requests and accounts, for programs to read."""
