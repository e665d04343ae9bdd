"""`codify tutor eval` on a file of attempts: mistakes that the rules were not made for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from codify_jupyter.cli.tutor import command
from tests.unit.cli.test_commands import codify

ATTEMPTS = Path(__file__).parents[1] / "tutor" / "attempts.jsonl"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """One evaluation of all attempts in the file, as the command writes it."""
    output = tmp_path_factory.mktemp("eval") / "figures.json"
    done = codify("tutor", "eval", ATTEMPTS, "--output", output)
    assert (done.returncode, done.stderr) == (0, "")
    assert "hidden values shown" in done.stdout
    read: dict[str, object] = json.loads(output.read_text())
    return read


def test_each_wrong_attempt_of_a_file_is_counted_and_right_ones_are_not(
    figures: dict[str, object],
) -> None:
    lines = [json.loads(line) for line in ATTEMPTS.read_text().splitlines()]
    wrong = [f"{one['problem']}/{one['label']}" for one in lines if one["label"] != "right"]
    cases = figures["cases"]
    assert isinstance(cases, list)
    assert [case["name"] for case in cases] == wrong
    assert figures["attempts"] == len(wrong) < len(lines)


def test_the_json_has_the_figures_and_what_was_said(figures: dict[str, object]) -> None:
    assert figures["attempts_that_show_hidden_values"] == 0
    assert figures["one_change_away"] == 0  # nobody asked for a search
    assert figures["right_line_on_rung_3"] is None
    assert isinstance(figures["first_hint_ms"], dict)
    assert 0 < figures["first_hint_ms"]["p50"] <= figures["first_hint_ms"]["p95"]
    cases = {case["name"]: case for case in figures["cases"]}  # type: ignore[attr-defined]
    printed = cases["greeting/printed"]  # its tests stand in the file
    assert (printed["status"], printed["rule"], printed["line"]) == (
        "wrong_answer",
        "relation.none.printed",
        2,
    )
    assert len(printed["hints"]) == 4
    assert "stranger" not in " ".join(printed["hints"])


def test_most_of_these_mistakes_are_recognised(figures: dict[str, object]) -> None:
    assert isinstance(figures["specific_first_hint"], float)
    assert figures["specific_first_hint"] >= 0.85


def test_the_line_is_judged_where_a_single_change_passes(tmp_path: Path) -> None:
    code = "def dim_to(level, low, high):\n    return min(low, max(level, high))\n"
    near = "def dim_to(level, low, high):\n    return max(low, max(level, high))\n"
    data = tmp_path / "two.jsonl"
    data.write_text(
        "".join(json.dumps({"problem": "dimmer", "code": one}) + "\n" for one in (code, near))
    )
    done = CliRunner().invoke(command, ["eval", str(data), "--lines", "2", "--json"])
    figures = json.loads(done.stdout)
    assert done.exit_code == 0
    assert figures["one_change_away"] == 1
    assert figures["right_line_on_rung_3"] == 1.0
    assert [case["right_lines"] for case in figures["cases"]] == [[], [2]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "1: this is no JSON"),
        ('{"problem": "no-such", "code": ""}', "a known slug, or a folder"),
        ('{"problem": "x", "code": "", "tests": {"entry": "f"}}', "x/1: its tests cannot be used"),
        ("", "there is no wrong attempt"),
    ],
)
def test_what_cannot_be_used_is_said_in_words(tmp_path: Path, text: str, words: str) -> None:
    data = tmp_path / "bad.jsonl"
    data.write_text(text)
    done = CliRunner().invoke(command, ["eval", str(data)])
    assert done.exit_code == 1
    assert words in done.stderr
