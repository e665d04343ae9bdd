"""Enough of LaTeX for the statements of contest problems."""

from __future__ import annotations

import re

_RULES = (
    (r"\\problemname\{[^}]*\}", ""),
    (r"\\(?:sub)*section\*?\{([^}]*)\}", r"## \1"),
    (r"\\(?:begin|end)\{(?:itemize|enumerate|center|figure)\}(?:\[[^\]]*\])?", ""),
    (r"\\item\s*", "- "),
    (r"\\(?:emph|textit)\{([^}]*)\}", r"*\1*"),
    (r"\\textbf\{([^}]*)\}", r"**\1**"),
    (r"\\(?:texttt|verb)\{([^}]*)\}", r"`\1`"),
    (r"\\includegraphics(?:\[[^\]]*\])?\{([^}]*)\}", r"(figure \1)"),
    (r"``|''", '"'),
    (r"(?<!\\)~", " "),
    (r"\n{3,}", "\n\n"),
)


def markdown_of(text: str) -> tuple[str, str]:
    """A statement as Markdown, and its title. Sections, lists, emphasis; maths stays as it is."""
    name = re.search(r"\\problemname\{([^}]*)\}", text)
    text = re.sub(r"(?<!\\)%.*", "", text)
    for pattern, put in _RULES:
        text = re.sub(pattern, put, text)
    return text.strip(), name[1] if name else ""
