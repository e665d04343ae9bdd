"""Holds a YAML document against a JSON Schema and says in words what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codify_schema.formats import load_format

from codify_jupyter.problems.findings import FindingList, did_you_mean, nearest, shown
from codify_jupyter.problems.located_yaml import Place, YamlDocument

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_TYPE_WORDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys to values",
    "null": "empty",
}
_BOUNDS = {
    "minimum": "must be at least",
    "maximum": "must be at most",
    "exclusiveMinimum": "must be more than",
    "exclusiveMaximum": "must be less than",
}


def check_schema(
    document: YamlDocument, format_name: str, findings: FindingList
) -> frozenset[Place]:
    """The places that do not fit, empty when all is well; findings say why.

    Of a broken ``anyOf`` there is only the place: what to do instead is better
    said by the caller, who knows what the alternatives mean.
    """
    # Where its optional parts are installed, importing it builds a grammar: up to a second that
    # a server should not pay for at its start, before anybody reads a problem.
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(load_format(format_name))
    misfits = [_misfit(error) for error in validator.iter_errors(document.value)]
    suggested = _suggested_keys(misfits)
    reported: set[tuple[int, str, str]] = set()
    for misfit in misfits:
        for key, code, message in _messages(misfit, suggested):
            line = document.line((*misfit.place, key) if key else misfit.place)
            if (line, code, message) not in reported:
                reported.add((line, code, message))
                findings.error(document.path, line, code, message)
    return frozenset(misfit.place for misfit in misfits)


@dataclass(frozen=True, slots=True)
class _Misfit:
    """A broken rule of the schema: ``value``, at ``place``, is not as ``wanted``."""

    place: Place
    rule: str
    wanted: Any
    value: Any
    about: str
    known_keys: tuple[str, ...]
    keys_below: Mapping[str, str]
    """Keys that are known one level down, and under which key."""

    @property
    def unknown_keys(self) -> list[str]:
        return [key for key in self.value if key not in self.known_keys]

    @property
    def free_keys(self) -> list[str]:
        return [key for key in self.known_keys if key not in self.value]


def _misfit(error: ValidationError) -> _Misfit:
    schema: Any = error.schema
    properties = schema.get("properties", {})
    return _Misfit(
        place=tuple(error.absolute_path),
        rule=str(error.validator),
        wanted=error.validator_value,
        value=error.instance,
        about=schema.get("description", ""),
        known_keys=tuple(properties),
        keys_below={
            key: name for name, below in properties.items() for key in below.get("properties", ())
        },
    )


def _suggested_keys(misfits: list[_Misfit]) -> set[tuple[Place, str]]:
    """The missing keys that a misspelt one stands for: one finding for each is enough."""
    return {
        (misfit.place, near)
        for misfit in misfits
        if misfit.rule == "additionalProperties"
        for key in misfit.unknown_keys
        if key not in misfit.keys_below
        if (near := nearest(key, misfit.free_keys)) is not None
    }


def _messages(misfit: _Misfit, suggested: set[tuple[Place, str]]) -> list[tuple[str, str, str]]:
    """Triples of (the key that is meant, or empty; code; message)."""
    name, value, wanted, about = _name(misfit.place), misfit.value, misfit.wanted, misfit.about
    match misfit.rule:
        case "anyOf":
            return []
        case "additionalProperties":
            return [
                (key, "unknown-key", f"unknown key {shown(key)}; {_key_help(key, misfit)}")
                for key in misfit.unknown_keys
            ]
        case "required":
            inside = f" in {name}" if misfit.place else ""
            return [
                ("", "missing-key", f"`{key}` is missing{inside}; add it")
                for key in wanted
                if key not in value and (misfit.place, key) not in suggested
            ]
        case "enum":
            words = [str(choice) for choice in wanted if not isinstance(choice, bool)]
            code, text = "unknown-value", f"cannot be {shown(value)}; {_choice(value, words)}"
        case "const":
            code, text = "unknown-value", f"must be {shown(wanted)}, not {shown(value)}"
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            needed = " or ".join(_TYPE_WORDS[kind] for kind in kinds)
            tail = f": {about}" if about else ""
            code, text = "wrong-type", f"must be {needed}, not {_described(value)}{tail}"
        case "pattern":
            code, text = "bad-value", f"cannot be {shown(value)}: {about}"
        case rule if rule in _BOUNDS:
            code, text = "out-of-range", f"{_BOUNDS[rule]} {wanted}, not {shown(value)}"
        case rule:
            code, text = "bad-value", _other(rule, wanted, value)
    return [("", code, f"{name} {text}")]


def _key_help(key: str, misfit: _Misfit) -> str:
    if key in misfit.keys_below:
        return f"it belongs under `{misfit.keys_below[key]}`"
    return did_you_mean(key, misfit.free_keys) if misfit.free_keys else "remove it"


def _choice(value: object, words: list[str]) -> str:
    near = nearest(str(value), words)
    listed = ", ".join(f"`{word}`" for word in words)
    return f"did you mean `{near}`? Choose from {listed}" if near else f"choose from {listed}"


def _other(rule: str, wanted: Any, value: Any) -> str:
    if rule == "uniqueItems":
        return "names something twice; keep one of them"
    if rule in ("maxItems", "maxLength", "maxProperties"):
        return f"is too long; at most {wanted} are allowed"
    if rule in ("minItems", "minLength", "minProperties"):
        return "is empty; write something or remove the key"
    return f"cannot be {shown(value)}"


def _name(where: Place) -> str:
    names = [part for part in where if isinstance(part, str)]
    if not names:
        return "the whole"
    inside = where and isinstance(where[-1], int)
    return f"an item of `{names[-1]}`" if inside else f"`{names[-1]}`"


def _described(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return shown(value)
