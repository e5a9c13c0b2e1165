"""The policies of those who deploy and operate a stage."""
