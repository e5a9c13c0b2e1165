"""Tests of the schemas of the API."""
