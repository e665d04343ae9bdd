"""From a table's rows to the dataclasses that name their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Column, Table, bindparam
from sqlalchemy.sql.elements import BindParameter


def columns_of(row_class: type[Any], table: Table) -> tuple[Column[Any], ...]:
    """The table's columns named as the dataclass's fields are, so that ``row_class(*row)`` fits."""
    return tuple(table.c[field.name] for field in fields(row_class))


def parameters(*names: str) -> Mapping[str, BindParameter[Any]]:
    """One bound parameter per column, of the same name."""
    return {name: bindparam(name) for name in names}
