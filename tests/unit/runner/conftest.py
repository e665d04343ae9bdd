"""A running Runner, and a short way to write a tests_json."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from codify_runner import Runner

Document = dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runner() -> AsyncIterator[Runner]:
    async with Runner() as running:
        yield running


@pytest.fixture(scope="session")
def document() -> Callable[..., Document]:
    """``document(test, …, entry="f")``: one public group of 1 point with these tests."""

    def make(
        *tests: Document, entry: str = "f", visibility: str = "public", **more: Any
    ) -> Document:
        group = {"id": "g", "points": 1, "visibility": visibility}
        numbered = [
            {"id": f"t{place}", "group": "g", "kind": "call", **test}
            for place, test in enumerate(tests)
        ]
        document = {"schema": "codify.tests/1", "entry": entry, "groups": [group]}
        return document | {"tests": numbered} | more

    return make


@pytest.fixture(scope="session")
def call() -> Callable[..., Document]:
    """``call("f(1)", "2")``: a test that calls and compares; keywords go into the test."""

    def make(text: str, returns: str | None = None, /, **more: Any) -> Document:
        expect = {"returns": returns} if returns is not None else {}
        return {"call": text, "expect": expect | more.pop("expect", {})} | more

    return make
