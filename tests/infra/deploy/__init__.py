"""Tests of the steps of a deployment."""
