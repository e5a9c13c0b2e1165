"""`make import`: read a directory file of any length, and import it row by row."""
