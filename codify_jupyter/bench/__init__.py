"""Measurements of the budgets: each returns figures, none asserts anything."""
