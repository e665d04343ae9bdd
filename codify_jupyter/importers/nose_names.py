"""nose is no more, yet older courses take their asserts from it: unittest has the same."""

from __future__ import annotations

import re

_IMPORT = re.compile(r"^(\s*)from nose\.tools import \(?([\w, \t\n]+?)\)?[ \t]*(?:#.*)?$", re.M)
_WHOLE = re.compile(r"^(\s*)import nose(?:\.tools)?(?: as \w+)?[ \t]*$", re.M)
_CASE = "__import__('unittest').TestCase()"


def without_nose(code: str) -> str:
    """The code with nose's names bound to unittest's."""
    if "nose" not in code:
        return code
    code = _IMPORT.sub(lambda found: "\n".join(_bound(found[1], found[2])), code)
    code = _WHOLE.sub(r"\1pass", code)
    return re.sub(
        r"\bnose\.tools\.(assert_\w+|ok_|eq_)", lambda found: _CASE + _method(found[1]), code
    )


def _bound(indent: str, names: str) -> list[str]:
    return [f"{indent}{name} = {_CASE}{_method(name)}" for name in re.findall(r"\w+", names)]


def _method(name: str) -> str:
    short = {"ok_": "assertTrue", "eq_": "assertEqual"}.get(name)
    words = name.split("_")
    return "." + (short or words[0] + "".join(word.capitalize() for word in words[1:]))
