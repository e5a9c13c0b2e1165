"""What the system stores in and sends through in tests: in memory, which is fast, or AWS as moto emulates it."""
