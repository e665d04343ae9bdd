"""Classes of simulated students against the real service, and faults while they work."""
