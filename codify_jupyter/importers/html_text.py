"""HTML of a question as Markdown: enough for statements."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "ul", "ol", "table", "tr", "section", "pl-question-panel"})
_SKIPPED = frozenset(
    {"script", "style", "pl-submission-panel", "pl-answer-panel", "pl-file-editor",
     "pl-external-grader-variables", "pl-file-upload"}
)  # fmt: skip
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_HEADING = re.compile(r"h([1-6])")


def markdown_of(html: str) -> str:
    """The text with paragraphs, lists, headings, emphasis and code."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping: list[str] = []
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        heading = _HEADING.fullmatch(tag)
        if tag in _SKIPPED:
            self._skipping.append(tag)
        elif self._skipping:
            return
        elif heading:
            self.parts.append(f"\n\n{'#' * int(heading[1])} ")
        elif tag in ("pre", "pl-code"):
            self._verbatim += 1
            language = dict(attrs).get("language") or ""
            self.parts.append(f"\n\n```{language}\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag in _AROUND and not self._verbatim:
            self.parts.append(_AROUND[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                continue
        elif self._skipping:
            return
        elif tag in ("pre", "pl-code") and self._verbatim:
            self._verbatim -= 1
            self.parts.append("\n```\n\n")
        elif tag in _BLOCKS or _HEADING.fullmatch(tag):
            self.parts.append("\n\n")
        elif tag in _AROUND and not self._verbatim:
            self.parts.append(_AROUND[tag])

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(data.strip("\n") if self._verbatim else re.sub(r"\s+", " ", data))
