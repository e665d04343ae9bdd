"""Queries, one module per aggregate: plain functions over an open connection.

Each takes an ``AsyncConnection`` first and leaves the transaction to its caller.
Statements are built once, at import: building them per call costs more than running them.
"""
