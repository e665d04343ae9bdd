"""Grades for other tools: tables that a spreadsheet may open without running anything."""
