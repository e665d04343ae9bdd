"""One llama.cpp server for all of the tests here, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from codify_jupyter.tutor import TutorSettings

from .llama_server import KEY, MODEL


@dataclass(frozen=True)
class Llama:
    """A running server, and what it tells about itself."""

    address: str

    def settings(self, **changes: object) -> TutorSettings:
        """Settings of a tutor that asks it; patient, unless told otherwise."""
        patient: dict[str, object] = {"stall_s": 60.0, "total_s": 120.0, "budget_s": 60.0}
        return TutorSettings(
            base_url=f"{self.address}/v1",
            model=MODEL,
            **{"api_key": KEY, **patient, **changes},  # type: ignore[arg-type]
        )

    async def busy(self) -> bool:
        """Whether its only slot is at work."""
        slots = (await self._ask("slots")).json()
        assert len(slots) == 1
        return bool(slots[0]["is_processing"])

    async def until_free(self) -> None:
        """Wait until the slot is free. Ends with the test's own time-out, if it never is."""
        while await self.busy():
            pass

    async def tokens_made(self) -> int:
        """How many tokens it has made since it started."""
        text = (await self._ask("metrics")).text
        lines = dict(line.split(" ") for line in text.splitlines() if not line.startswith("#"))
        return int(float(lines["llamacpp:tokens_predicted_total"]))

    async def _ask(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.get(
                f"{self.address}/{path}", headers={"Authorization": f"Bearer {KEY}"}
            )
        return answer.raise_for_status()


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Llama]:
    """Up in a few seconds: the model has 270 million parameters."""
    folder = tmp_path_factory.mktemp("llama")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.llm.llama_server", str(folder)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), (folder / "log").read_text()[-3000:]
        yield Llama(address)
    finally:
        process.terminate()
        process.wait(30)
