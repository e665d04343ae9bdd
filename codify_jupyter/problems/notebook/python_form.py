"""A test of tests.yaml as Python code, in the ways that the reader may understand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_SHOWN_IN_CODE = ("call", "given", "returns", "raises", "match", "after", "code", "group")


def python_form(
    test: dict[str, Any], entries: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], str]]:
    """Pairs of the keys that stay in ``#|`` lines and the code below them, nicest first.

    Whether they are read as the same test is for the caller to see.
    """
    rest = {key: value for key, value in test.items() if key not in _SHOWN_IN_CODE}
    if "code" in test:
        code = test["code"].rstrip() + "\n"
        yield rest, code
        yield {**rest, "lift": False}, code
        return
    if "call" not in test or "stdout" in test or not entries:
        return
    without = {key: value for key, value in rest.items() if key != "on_fail"}
    compare = rest.get("compare")
    if isinstance(compare, dict) and compare.get("kind") == "approx" and "on_fail" not in test:
        bounds = "".join(f", {key}={compare[key]!r}" for key in ("rel", "abs") if key in compare)
        plain = {key: value for key, value in without.items() if key != "compare"}
        yield plain, _code(test, f"approx({test.get('returns', '')}{bounds})", message=True)
    yield without, _code(test, test.get("returns", ""), message=True)
    yield rest, _code(test, test.get("returns", ""), message=False)


def _code(test: dict[str, Any], wanted: str, *, message: bool) -> str:
    call = test["call"].strip()
    lines = [test["given"].strip()] if test.get("given", "").strip() else []
    tail = f", {_quoted(test['on_fail'])}" if message and "on_fail" in test else ""
    if "raises" in test:
        match = f", match={_quoted(test['match'])}" if "match" in test else ""
        return "\n".join([*lines, f"with raises({test['raises']}{match}):", f"    {call}", ""])
    if "returns" in test:
        operator = "is" if wanted in ("None", "True", "False") else "=="
        lines.append(f"assert {call} {operator} {wanted}{tail}")
    else:
        lines.append(call)
    for name, value in test.get("after", {}).items():
        lines.append(f"assert {name} == {value}{tail}")
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """A text as Python, in double quotes where that is no harder to read."""
    shown = repr(text)
    if shown.startswith("'") and '"' not in shown and "\\'" not in shown:
        return f'"{shown[1:-1]}"'
    return shown
