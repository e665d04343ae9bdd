"""The HTTP handlers, one module per resource: short verbs over the core."""
