"""The DNS server of the local stack: what people set on the tools' page, and nothing else."""
