"""One file for each kind of test: how it is run and when it passes."""
