"""Pure business rules of Smart Account requests: no clock, no id generation, no I/O, no frameworks."""
