"""The sandbox and the judge. Standard library only."""
