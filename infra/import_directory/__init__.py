"""`make import`: import a directory file of any length, row by row."""
