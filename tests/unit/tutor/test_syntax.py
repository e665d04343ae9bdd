"""Programs that Python cannot read: the tutor names the mistake and the line."""

from __future__ import annotations

import pytest
from codify_runner import Fault, Verdict

from codify_jupyter.tutor import offline_hint
from tests.unit.tutor.samples import problem

PROBLEM = problem("f", [("f(1)", "1")])
UNREADABLE = Verdict(
    status="compile_error",
    score=0,
    points=0,
    possible=1,
    runtime_ms=0,
    fault=Fault("SyntaxError", "invalid syntax"),
)

MISTAKES = [
    ("colon", 2, "def f(x):\n    if x > 1\n        return x\n"),
    ("colon", 1, "def f(x)\n    return x\n"),
    ("bracket_open", 2, "def f(x):\n    y = (x + 1\n    return y\n"),
    ("bracket_open", 2, "def f(x):\n    for i in range(len(x):\n        pass\n"),
    ("bracket_extra", 2, "def f(x):\n    return x + 1)\n"),
    ("bracket_shape", 2, "def f(x):\n    return [x + 1)\n"),
    ("assignment_in_condition", 2, "def f(x):\n    if x = 1:\n        return x\n"),
    ("assignment_target", 2, "def f(x):\n    x + 1 = y\n"),
    ("indent_missing", 2, "def f(x):\nreturn x\n"),
    ("indent_unexpected", 3, "def f(x):\n    y = 1\n      return y\n"),
    ("indent_level", 3, "def f(x):\n        y = 1\n    return y\n"),
    ("tabs", 3, "def f(x):\n    if x:\n\treturn 1\n"),
    ("smart_quotes", 2, "def f(x):\n    return \u201ca\u201d\n"),
    ("typographic_sign", 2, "def f(x):\n    return x \u2013 1\n"),
    ("odd_character", 2, "def f(x):\n\u00a0\u00a0\u00a0\u00a0return 1\n"),
    ("print_statement", 2, "def f(x):\n    print x\n"),
    ("quote", 2, "def f(x):\n    return 'abc\n"),
    ("quote", 2, "def f(x):\n    return 'it's'\n"),
    ("triple_quote", 2, "def f(x):\n    '''abc\n    return 1\n"),
    ("f_string", 2, "def f(x):\n    return f'{}'\n"),
    (
        "else_if",
        4,
        "def f(x):\n    if x:\n        return 1\n    else if x > 2:\n        return 2\n",
    ),
    ("else_condition", 4, "def f(x):\n    if x:\n        y = 1\n    else x > 2:\n        y = 2\n"),
    ("stray_branch", 3, "def f(x):\n    x = 1\n    else:\n        return 2\n"),
    ("increment", 2, "def f(x):\n    x++\n    return x\n"),
    ("comparison_order", 2, "def f(x):\n    if x => 1:\n        return x\n"),
    ("logic_signs", 2, "def f(x):\n    if x > 1 && x < 2:\n        return x\n"),
    ("logic_signs", 2, "def f(x):\n    if !x:\n        return x\n"),
    ("keyword_as_name", 2, "def f(x):\n    class = 1\n"),
    ("comma", 2, "def f(x):\n    return max(x y)\n"),
    ("number_name", 2, "def f(x):\n    return 2x\n"),
    ("prompt_copied", 1, ">>> def f(x):\n...     return x\n"),
    ("fence", 1, "```python\ndef f(x):\n    return x\n```\n"),
    ("line_numbers", 1, "1 def f(x):\n2     return x\n"),
    ("magic", 1, "%matplotlib inline\ndef f(x):\n    return x\n"),
    ("return_outside", 3, "def f(x):\n    y = x\nreturn y\n"),
    ("break_outside", 2, "def f(x):\n    break\n"),
    ("braces", 1, "def f(x) {\n    return x\n}\n"),
    ("other_language", 1, "function f(x):\n    return x\n"),
    ("def_brackets", 1, "def f:\n    return x\n"),
    ("then", 2, "def f(x):\n    if x then:\n        pass\n"),
    ("misspelt_keyword", 2, "def f(x):\n    Return 1\n"),
    ("misspelt_keyword", 1, "deff f(x):\n    return 1\n"),
    ("value_missing", 2, "def f(x):\n    x = \n    return 1\n"),
    ("unfinished", 2, "def f(x):\n    y = x +\n    return 1\n"),
    ("try_alone", 4, "def f(x):\n    try:\n        y = 1\n    return y\n"),
    ("parameters", 1, "def f(x=1, y):\n    return x\n"),
]


@pytest.mark.parametrize(("name", "line", "code"), MISTAKES)
def test_the_mistake_has_its_name_and_line(name: str, line: int, code: str) -> None:
    hint = offline_hint(PROBLEM, code, UNREADABLE, level=3)
    assert hint.rule == f"syntax.{name}"
    assert hint.line == line
    assert f"line {line}" in hint.text


@pytest.mark.parametrize("code", [code for _, _, code in MISTAKES])
def test_the_first_rung_is_short_and_asks_or_says_what_is_there(code: str) -> None:
    text = offline_hint(PROBLEM, code, UNREADABLE).text
    assert text.startswith("Python could not read your program, so no test has run yet.")
    assert "invalid syntax" not in text
    assert len(text) < 320


def test_the_line_before_is_shown_when_it_may_be_the_cause() -> None:
    code = "def f(x):\n    total = 3 +* x\n    return total\n"
    assert "line 1 just above" in offline_hint(PROBLEM, code, UNREADABLE, level=3).text


def test_what_nobody_recognises_is_said_honestly() -> None:
    hint = offline_hint(PROBLEM, "def f(x):\n    x y z\n", UNREADABLE)
    assert hint.rule == "syntax.unknown"
    assert not hint.specific
    assert "line 2" in hint.text


@pytest.mark.parametrize(
    "code", ["", "\0", "\ud800", "(" * 5000, "x = " + "-" * 20000 + "1", "\ufeff?"]
)
def test_no_text_makes_the_tutor_fail(code: str) -> None:
    for level in (1, 2, 3, 4):
        hint = offline_hint(PROBLEM, code, UNREADABLE, level=level)
        hint.text.encode("utf-8")
        assert len(hint.text) < 2500
