"""The core of Codify for Jupyter: what the product does, without HTTP."""
