"""The application as a service of its own, for many students: `codify serve`."""
