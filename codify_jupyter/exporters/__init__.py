"""Writes problems as assignments of other tools, and says what they cannot hold."""

from __future__ import annotations

from codify_jupyter.exporters.exporting import FORMATS, ExportReport, export_problems

__all__ = ["FORMATS", "ExportReport", "export_problems"]
