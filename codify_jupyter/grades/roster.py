"""Reads a class list from CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable

from codify_jupyter.errors import Invalid
from codify_jupyter.grades.spreadsheet import as_written, read_csv, table
from codify_jupyter.store.grades import Enrolled

_COLUMNS = {
    "name": ("name", "username", "user", "login", "sis login id", "student_id", "id"),
    "display_name": ("display_name", "display name", "full name", "fullname", "student"),
    "first": ("first_name", "first name", "given name"),
    "last": ("last_name", "last name", "surname", "family name"),
    "email": ("email", "email address", "e-mail", "mail"),
    "section": ("section", "group", "class"),
    "labels": ("labels", "label", "tags"),
    "role": ("role",),
}
MAX_PEOPLE = 20_000


def read_roster(text: str) -> list[Enrolled]:
    """The people of a class list with a header line; commas, semicolons or tabs between columns.

    A column for the user name is required; known are also display name (or
    first and last name), email, section, labels (with ``;`` between them) and
    role (``student`` or ``instructor``).

    Raises:
        Invalid: with the line at fault.
    """
    text = text.removeprefix("\ufeff")
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    rows = read_csv(text, delimiter)
    header = [name.strip().lower() for name in rows[0]] if rows else []
    places = {
        key: header.index(name)
        for key, names in _COLUMNS.items()
        for name in reversed(names)
        if name in header
    }
    if "name" not in places:
        raise Invalid("The class list needs a first line with a column “username”.")
    if len(rows) > MAX_PEOPLE:
        raise Invalid(f"The class list has more than {MAX_PEOPLE} lines; split it.")
    people: dict[str, Enrolled] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        person = _person(row, places, number)
        if person.name in people:
            raise Invalid(f"Line {number}: {person.name!r} is there twice; keep one of the lines.")
        people[person.name] = person
    return list(people.values())


def roster_csv(people: Iterable[Enrolled]) -> str:
    """A class list as ``read_roster`` takes it."""
    return table(
        ("username", "display name", "email", "section", "labels", "role"),
        [
            (one.name, one.display_name, one.email, one.section, ";".join(one.labels), one.role)
            for one in people
        ],
    )


def _person(row: list[str], places: dict[str, int], number: int) -> Enrolled:
    def cell(key: str) -> str:
        place = places.get(key)
        return as_written(row[place]).strip() if place is not None and place < len(row) else ""

    name = cell("name")
    if not name or len(name) > 200 or not name.isprintable():
        raise Invalid(f"Line {number}: there is no user name; fill it in or remove the line.")
    role = cell("role").lower() or None
    if role is not None and role not in ("student", "instructor"):
        raise Invalid(f"Line {number}: the role must be student or instructor, not {role[:40]!r}.")
    whole = " ".join(filter(None, (cell("first"), cell("last"))))
    return Enrolled(
        name=name,
        display_name=cell("display_name") or whole or None,
        email=cell("email") or None,
        section=cell("section") or None,
        labels=tuple(label for label in re.split(r"[;|]\s*", cell("labels")) if label),
        role=role,
    )
