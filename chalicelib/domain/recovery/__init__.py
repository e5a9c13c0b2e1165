"""The recovery of an account that nobody can administer: states, timetable, and who may take part."""
