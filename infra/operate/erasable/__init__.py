"""Kinds of rows that may hold a mail address; `erasable_rows` lists them all."""
