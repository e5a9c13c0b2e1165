"""Tests of the sender and of signatures."""
