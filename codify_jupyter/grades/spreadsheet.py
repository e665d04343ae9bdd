"""CSV that is only data: a spreadsheet would run what begins like a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from codify_jupyter.errors import Invalid

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


def as_written(cell: str) -> str:
    """A cell without the quote that ``neutral`` gave it."""
    return cell[1:] if cell[:1] == "'" and neutral(cell[1:]) == cell else cell


def read_csv(text: str, delimiter: str = ",") -> list[list[str]]:
    """The rows of a CSV text.

    Raises:
        Invalid: it is none.
    """
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Invalid(f"This is no CSV that can be read: {error}.", reason="bad_csv") from None


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole CSV text, lines ended as RFC 4180 has it."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([neutral(name) for name in header])
    writer.writerows([neutral(value) for value in row] for row in rows)
    return stream.getvalue()
