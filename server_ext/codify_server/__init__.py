"""The Jupyter server extension: HTTP over the core."""
