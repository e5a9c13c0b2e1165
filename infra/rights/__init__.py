"""The policies of functions, enforced outside AWS, and those of people who deploy and operate a stage."""
