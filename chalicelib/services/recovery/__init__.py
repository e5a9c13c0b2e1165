"""Use cases of recoveries: asking, reviewing, objecting, and what the schedule does."""
