"""Reads and writes of feeds."""
