"""Data for research: what happened, without who it happened to."""
