"""Rule 6: what the inputs of all failing public tests have in common and no passing one has."""

from __future__ import annotations

from codify_jupyter.tutor.evidence import Evidence, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.relation import Value, same
from codify_jupyter.tutor.rules.symptom import symptom

_ORDINALS = ("first", "second", "third", "fourth")


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Contrast the arguments of failing and passing public calls."""
    feature = feature_of_failing(evidence)
    return None if feature is None else _told(evidence, feature)


def feature_of_failing(evidence: Evidence) -> str | None:
    """Return what the arguments of all failing public calls have in common, as a clause."""
    failing = [seen for seen in evidence.public if seen.status == "failed" and seen.call]
    failed = [features(given) for seen in failing if (given := arguments(seen)) is not None]
    passed = [
        features(given)
        for test in evidence.passing_public
        if (given := arguments(test)) is not None
    ]
    if not failed or not passed or len(failed) != len(failing):
        return None
    shared = [
        name
        for name in failed[0]
        if all(found.get(name, False) for found in failed)
        and not any(found.get(name, False) for found in passed)
    ]
    if not shared:
        return None
    if not (len(passed) > 1 and (len(failing) > 1 or _is_strong(shared[0]))):
        return None
    return _together(shared[:2])


def _told(evidence: Evidence, feature: str) -> Diagnosis:
    seen = next(seen for seen in evidence.public if seen.status == "failed" and seen.call)
    return Diagnosis(
        rule="contrast",
        what=(
            f"{symptom(evidence, seen)} The examples that come out right differ from it in"
            f" this: here {feature}. What does your code do in that case?"
        ),
        concept=(
            "When some inputs work and others do not, ask what sets them apart. Special inputs are"
            " often ones that were not thought of: empty, one item, zero, negative, equal."
        ),
        where=(
            f"Follow {seen.subject} through your code by hand: here {feature}. Which line treats"
            " that like every other case?"
        ),
        example="special_case",
        line=None,
    )


def _together(found: list[str]) -> str:
    """Join two properties of the same argument: "the argument contains a, and contains b"."""
    subject = found[0].split(" argument")[0] + " argument "
    return ", and ".join([found[0], *(other.removeprefix(subject) for other in found[1:])])


def _is_strong(feature: str) -> bool:
    """Tell whether one failing test is enough to suspect this property."""
    words = ("empty", "exactly one", "zero", "negative", "equal", "a space", "signs", "decimal")
    return any(word in feature for word in words)


def features(given: list[Value]) -> dict[str, bool]:
    """Describe arguments by yes-or-no properties, the most telling first."""
    found: dict[str, bool] = {}
    for index, value in enumerate(given[:4]):
        name = f"the {_ORDINALS[index]} argument" if len(given) > 1 else "the argument"
        if isinstance(value, (list, tuple, str, dict, set, frozenset)):
            found[f"{name} is empty"] = len(value) == 0
            found[f"{name} has exactly one item"] = len(value) == 1
        if isinstance(value, (list, tuple)):
            _of_list(found, name, list(value))
        elif isinstance(value, str):
            found[f"{name} contains a digit"] = any(c.isdigit() for c in value)
            found[f"{name} contains signs other than letters and digits"] = any(
                not c.isalnum() and not c.isspace() for c in value
            )
            found[f"{name} contains a space"] = " " in value
            found[f"{name} contains capital letters"] = value != value.lower()
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found[f"{name} is zero"] = value == 0
            found[f"{name} is negative"] = value < 0
            found[f"{name} is a decimal number"] = (
                isinstance(value, float) and not value.is_integer()
            )
    for i, left in enumerate(given[:3]):
        for j, right in enumerate(given[:3]):
            if i < j and same(left, right):
                found[f"the {_ORDINALS[i]} and the {_ORDINALS[j]} argument are equal"] = True
            elif i < j and isinstance(left, (int, float)) and isinstance(right, (int, float)):
                found[f"the {_ORDINALS[i]} argument is greater than the {_ORDINALS[j]}"] = (
                    left > right
                )
    return found


def _of_list(found: dict[str, bool], name: str, items: list[Value]) -> None:
    texts = [repr(item) for item in items]
    found[f"{name} contains something empty"] = any(
        isinstance(item, (str, list, tuple, dict)) and not item for item in items
    )
    found[f"{name} contains equal items"] = len(set(texts)) < len(texts)
    if items and all(isinstance(item, (int, float)) for item in items):
        found[f"{name} contains a negative number"] = any(item < 0 for item in items)
        found[f"{name} contains a zero"] = any(item == 0 for item in items)
        found[f"{name} is not sorted"] = items != sorted(items)
