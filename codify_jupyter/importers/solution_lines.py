"""Otter's rules for what of a solution students see."""

from __future__ import annotations

import re

_LINE = re.compile(r"^(\s*)(.*?)\s*#\s*SOLUTION\s*(NO PROMPT)?\s*$")
_BEGIN = re.compile(r"^(\s*)#\s*BEGIN SOLUTION\s*(NO PROMPT)?")
_END = re.compile(r"^\s*#\s*END SOLUTION")
_ASSIGNMENT = re.compile(r"^([^=()\[\]#]+=)(?!=)\s*\S.*$")
_IGNORE_BEGIN = re.compile(r"^\s*#\s*BEGIN\s*IGNORE\b", re.I)
_PROMPT = re.compile(
    r'^[ \t]*"""\s*#\s*BEGIN PROMPT\n(.*?)\n?[ \t]*"""\s*;?\s*#\s*END PROMPT[ \t]*$', re.M | re.S
)


def without_ignored_lines(text: str) -> str:
    """The text without what is only there for the authors."""
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        if _IGNORE_BEGIN.match(line):
            inside = True
        elif line.rstrip().endswith("# END IGNORE"):
            inside = False
        elif not inside and not line.rstrip().endswith("# IGNORE"):
            kept.append(line)
    return "\n".join(kept)


def otter_reference(text: str) -> str:
    """The solution without the marks."""
    text = _PROMPT.sub("", text)
    kept = []
    for line in text.split("\n"):
        if _BEGIN.match(line) or _END.match(line):
            continue
        found = _LINE.match(line)
        kept.append(f"{found[1]}{found[2]}" if found else line)
    return "\n".join(kept)


def otter_starter(text: str) -> str:
    """What students begin with."""
    kept: list[str] = []
    inside = False
    for line in _PROMPT.sub(lambda found: str(found[1]), text).split("\n"):
        begin, found = _BEGIN.match(line), _LINE.match(line)
        if begin:
            inside = True
            if not begin[2]:
                kept.append(f"{begin[1]}...")
        elif _END.match(line):
            inside = False
        elif inside or (found and found[3]):
            continue
        elif found:
            assigned = _ASSIGNMENT.match(found[2])
            kept.append(f"{found[1]}{assigned[1]} ..." if assigned else f"{found[1]}...")
        else:
            kept.append(line)
    return "\n".join(kept)
