"""One real runner for all of the tutor's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.tutor.samples import Judge


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    """The judge."""
    with Judge() as started:
        yield started
