"""Proofs that a domain is somebody's, by a DNS record: states, timetable, and what a check decides."""
