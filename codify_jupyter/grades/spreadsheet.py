"""CSV that is only data: a spreadsheet would run what begins like a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def neutral(value: object) -> str:
    """A cell. Numbers stay as they are; a text that begins like a formula gets a quote before it.

    See OWASP's "CSV Injection".
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.10g}"
    text = str(value).replace("\0", "")
    # Spreadsheets skip white space, also the wide kinds, before they look for a formula.
    head = text.lstrip()[:1]
    return f"'{text}" if text[:1] in _DANGEROUS or head in ("=", "+", "-", "@") else text


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole CSV text, lines ended as RFC 4180 has it."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([neutral(name) for name in header])
    writer.writerows([neutral(value) for value in row] for row in rows)
    return stream.getvalue()
