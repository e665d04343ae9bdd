"""Lines of C, Java or JavaScript brought into Python's form, as far as single lines go."""

from __future__ import annotations

import re

_LOOKS = re.compile(
    r"[;{}]\s*$|^\s*(?:let|const|var|int|float|double|auto|function|fn|public|static|elsif)\b"
    r"|===|!==|&&|\|\||\+\+|<-|:="
)
_STEPS: tuple[tuple[str, str], ...] = (
    (r"//.*$", ""),
    (r"^\s*\}?\s*else if\s*\((.*)\)\s*\{?\s*$", r"if \1: pass"),
    (r"^\s*(?:if|elsif)\s*\((.*)\)\s*\{?\s*$", r"if \1: pass"),
    (r"^\s*while\s*\((.*)\)\s*\{?\s*$", r"while \1: pass"),
    (
        r"^\s*for\s*\(\s*(?:const|let|var|auto|int|\w+)\s+(.+?)\s*(?:\bof\b|\bin\b|:)\s*(.*)\)\s*\{?\s*$",
        r"for \1 in \2: pass",
    ),
    (
        r"^\s*for\s*\(\s*(?:let|var|int)?\s*(\w+)\s*=\s*(\w+)\s*;\s*\1\s*<\s*(.*?)\s*;.*\)\s*\{?\s*$",
        r"for \1 in range(\2, \3): pass",
    ),
    (r"\b(?:let|const|var|int|float|double|auto|long|bool|boolean|String)\s+(?=[\w.(\[])", ""),
    (r"===", "=="),
    (r"!==", "!="),
    (r"&&", " and "),
    (r"\|\|", " or "),
    (r"!(?=[\w(])", " not "),
    (r"(\w+)\+\+", r"\1 += 1"),
    (r"(\w+)--", r"\1 -= 1"),
    (r"\bMath\.(max|min|abs)\b", r"\1"),
    (r"\bMath\.floor\((\w+) / (\w+)\)", r"\1 // \2"),
    (r"(\w+)\.length(?:\(\))?", r"len(\1)"),
    (r"\.push\(", ".append("),
    (r"\.add\(", ".append("),
    (r"\btrue\b", "True"),
    (r"\bfalse\b", "False"),
    (r"\bnull\b", "None"),
    (r":=|<-", "="),
    (r"[;{}]+\s*$", ""),
)


def as_python(line: str) -> str | None:
    """Return the line as Python when it reads as another language's, else None."""
    if not _LOOKS.search(line):
        return None
    text = line
    for pattern, replacement in _STEPS:
        text = re.sub(pattern, replacement, text)
    return text.strip() or None
