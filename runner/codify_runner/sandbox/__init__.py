"""One file for each layer that confines a child. Linux only; each names its kernel interface."""
