"""Putting student text into our sentences: quoted, bounded, harmless as Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_RUNS_OF_TICKS = re.compile(r"`+")


def quote(text: str, limit: int = 80) -> str:
    """Return `text` as one Markdown code span of at most about `limit` characters."""
    flat = text.strip()[: 4 * limit]
    if not flat.isprintable():
        flat = "".join(map(_visible, flat))
    flat = flat.strip()
    if len(flat) > limit:
        flat = flat[: limit - 1] + "…"
    if not flat:
        return "(nothing)"
    longest = max((len(run) for run in _RUNS_OF_TICKS.findall(flat)), default=0)
    if not longest:
        return f"`{flat}`"
    ticks = "`" * (longest + 1)
    return f"{ticks} {flat} {ticks}"


def _visible(character: str) -> str:
    if character == "\n":
        return " ⏎ "
    if character == "\t":
        return " "
    # Surrogates and control characters would reach a terminal or break JSON.
    return "" if unicodedata.category(character) in ("Cc", "Cs", "Cf") else character


def listing(items: Iterable[str], last: str = "and") -> str:
    """Join as in a sentence: a, b and c."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capital(text: str) -> str:
    """Return the text with its first letter large, as a sentence begins."""
    return text[:1].upper() + text[1:]


def plural(count: int, noun: str) -> str:
    """Return e.g. "1 test" or "3 tests"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def with_article(noun: str) -> str:
    """Return the noun with "a" or "an"."""
    return f"{'an' if noun[:1].lower() in 'aeio' else 'a'} {noun}"


KINDS = {
    "int": "whole number",
    "float": "decimal number",
    "complex": "complex number",
    "str": "text",
    "bool": "truth value (`True` or `False`)",
    "list": "list",
    "tuple": "tuple",
    "dict": "dictionary",
    "set": "set",
    "frozenset": "frozenset",
    "NoneType": "`None`",
    "bytes": "bytes object",
}


def kind_of_value(type_name: str) -> str:
    """Say a type's name as a beginner would, with an article where it has one."""
    word = KINDS.get(type_name)
    if word is None:
        return f"an object of type {quote(type_name, 40)}"
    return word if type_name in ("str", "NoneType") else with_article(word)
