"""A request's JSON object, read field by field with errors that say what is wrong."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from codify_jupyter.errors import CodifyError

MAX_BODY_BYTES = 2 * 1024 * 1024
"""Above the limit for code (256 kB) by what JSON's escapes may add."""


_DEPTH = 12


class MalformedRequest(CodifyError):
    """The request cannot be understood (HTTP 400)."""

    reason = "bad_request"


class UnsupportedMedia(CodifyError):
    """The request's body is not declared to be JSON (HTTP 415)."""

    reason = "not_json"


@dataclass(frozen=True, slots=True)
class RequestBody:
    """The fields of a JSON object."""

    fields: dict[str, Any]

    @classmethod
    def parse(cls, data: bytes) -> RequestBody:
        """Read a body.

        Raises:
            MalformedRequest: when it is not UTF-8, not JSON, or not an object.
        """
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise MalformedRequest(
                f"The request is not UTF-8 (byte {error.start + 1}). Send it as UTF-8.",
                reason="not_utf8",
            ) from None
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError) as error:
            detail = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
            raise MalformedRequest(
                f"The request is not valid JSON{detail}.", reason="bad_json"
            ) from None
        if not isinstance(fields, dict):
            raise MalformedRequest("The request must be a JSON object.", reason="bad_json")
        return cls(fields)

    def allow(self, *names: str) -> None:
        """Refuse fields that nobody reads: a misspelt one would be lost in silence."""
        unknown = sorted(set(self.fields) - set(names))
        if unknown:
            raise MalformedRequest(
                f"Unknown field `{unknown[0][:80]}`. This request takes: {', '.join(names)}.",
                reason="bad_field",
            )

    def text(self, name: str) -> str:
        """A required string that UTF-8 and the database can hold."""
        if name not in self.fields:
            raise MalformedRequest(f"The request lacks `{name}`.", reason="missing_field")
        value = self.fields[name]
        if not isinstance(value, str):
            raise MalformedRequest(f"`{name}` must be a string.", reason="bad_field")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise MalformedRequest(
                f"`{name}` holds half of a character (a lone surrogate), which is no valid text. "
                "Retype that line.",
                reason="not_utf8",
            )
        if "\0" in value:
            raise MalformedRequest(
                f"`{name}` holds a NUL character, which is no valid text. Retype that line.",
                reason="bad_field",
            )
        return value

    def text_map(self, name: str) -> dict[str, str]:
        """A required object of strings; of their values the reader says what is wrong."""
        value = self.fields.get(name)
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise MalformedRequest(
                f"`{name}` must be an object whose values are strings.", reason="bad_field"
            )
        return value

    def plain_values(self) -> dict[str, Any]:
        """All fields, for a reader of their own: finite numbers, sound texts, no deep nesting."""
        _see_sound(self.fields, _DEPTH)
        return self.fields

    def optional_text(self, name: str) -> str | None:
        """A string, or None when the field is absent or null."""
        return self.text(name) if self.fields.get(name) is not None else None

    def flag(self, name: str, default: bool) -> bool:
        """True or false; the default when the field is absent."""
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise MalformedRequest(f"`{name}` must be true or false.", reason="bad_field")
        return value

    def one_of(self, name: str, words: tuple[str, ...]) -> str:
        """One of some words; the first when the field is absent."""
        value = self.fields.get(name, words[0])
        if value not in words:
            listed = ", ".join(words)
            raise MalformedRequest(f"`{name}` must be one of: {listed}.", reason="bad_field")
        return str(value)

    def texts(self, name: str) -> list[str]:
        """A required list of strings."""
        values = self.fields.get(name)
        if not isinstance(values, list):
            raise MalformedRequest(f"`{name}` must be a list of strings.", reason="bad_field")
        return [RequestBody({name: value}).text(name) for value in values]

    def uuid(self, name: str) -> UUID:
        """A required UUID in its usual written form."""
        value = self.text(name)
        try:
            return UUID(value)
        except ValueError:
            raise MalformedRequest(
                f"`{name}` must be a UUID, such as {UUID(int=0)}.", reason="bad_field"
            ) from None

    def optional_uuid(self, name: str) -> UUID | None:
        """A UUID, or None when the field is absent or null."""
        return self.uuid(name) if self.fields.get(name) is not None else None


def _see_sound(value: Any, depth: int) -> None:
    """See that the database can hold a value, whatever it means.

    Raises:
        MalformedRequest: it cannot.
    """
    if depth == 0:
        raise MalformedRequest("The request is nested too deeply.", reason="bad_field")
    if isinstance(value, dict):
        for key, one in value.items():
            RequestBody({"a name in the request": key}).text("a name in the request")
            _see_sound(one, depth - 1)
    elif isinstance(value, list):
        for one in value:
            _see_sound(one, depth - 1)
    elif isinstance(value, str):
        RequestBody({"a text in the request": value}).text("a text in the request")
    elif isinstance(value, float) and not math.isfinite(value):
        raise MalformedRequest("A number in the request is not finite.", reason="bad_field")
