"""The supervisor's hold on a zygote: its start, its children, its death."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import math
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from codify_runner.children import Child
from codify_runner.errors import RunnerError, SandboxUnavailable

_BOOT = Path(__file__).parent / "inside" / "boot.py"
_PYTHON = [sys.executable, "-I", "-S", "-B", "-X", "utf8"]
_START_S = 60.0
DEFAULT_MEMORY = 256 << 20
MAX_CPU_S = 60
_READY_S = 10.0
_REAP_EVERY_S = 0.02
_KEPT_S = 120.0
"""How long spares of a kind are kept after one was wanted."""
_SCRIPTS = 2
"""Spares for scripts, of which each test takes a child; they do not rehearse."""
Part = Literal["student", "tester", "script"]
"""What a child will do."""
# Nothing of the server's environment, and no thread of a numeric library's: a process with
# threads cannot be forked safely.
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "BLIS_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    # No folder of its own: it would be made where the zygote starts.
    "HYPOTHESIS_STORAGE_DIRECTORY": "/dev/null/none",
}


class ZygoteGoneError(Exception):
    """The zygote died; with it all its children."""


def package_folder(name: str) -> str | None:
    """The folder that holds an installed package, without importing it; None if there is none."""
    top = name.partition(".")[0]
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin).parent
    return str(place.parent if spec.submodule_search_locations else place)


class Zygote:
    """One warm process for one set of preloaded packages, with its spare children."""

    def __init__(
        self, process: subprocess.Popen[bytes], control: socket.socket, *, spares: int
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._process = process
        self._control = control
        self._wanted_spares = spares
        self._spares: dict[Part, deque[Child]] = {
            "student": deque(),
            "tester": deque(),
            "script": deque(),
        }
        self._wanted_at: dict[Part, float] = {}
        self._children: dict[int, Child] = {}
        self._number = 0
        self._hello: asyncio.Future[dict[str, Any]] = self._loop.create_future()
        self._unsent: deque[tuple[bytes, list[int]]] = deque()
        self.alive = True
        self.last_used = self._loop.time()
        self.protections: Mapping[str, Any] = MappingProxyType({})
        self.grown = 0
        """Bytes of memory that it holds more than at its start."""
        control.setblocking(False)
        self._loop.add_reader(control.fileno(), self._read)

    @classmethod
    async def start(
        cls, packages: frozenset[str], *, spares: int, without: frozenset[str]
    ) -> Zygote:
        """Start one and wait for its greeting.

        Raises RunnerError when a package is missing and SandboxUnavailable when the process
        cannot be confined.
        """
        folders: list[str] = []
        for name in sorted(packages):
            folder = package_folder(name)
            if folder is None:
                raise RunnerError(
                    f"the problem needs the package `{name}`, which is not installed "
                    f"for this Python: run `pip install {name}`"
                )
            if folder not in folders:
                folders.append(folder)
        options = {"path": folders, "preload": sorted(packages), "without": sorted(without)}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            # A spawn takes about a millisecond, and nothing in it comes from outside.
            process = subprocess.Popen(  # noqa: ASYNC220, S603
                [*_PYTHON, str(_BOOT), str(theirs.fileno()), json.dumps(options)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,  # a terminal's Ctrl-C is the supervisor's to handle
            )
        except OSError as error:
            ours.close()
            raise RunnerError(f"Python could not be started for the sandbox: {error}") from error
        finally:
            theirs.close()
        zygote = cls(process, ours, spares=spares)
        try:
            hello = await asyncio.wait_for(zygote._hello, _START_S)
        except (TimeoutError, ZygoteGoneError) as error:
            await zygote.close()
            raise RunnerError("the sandbox's first process did not start") from error
        except BaseException:
            await zygote.close()
            raise
        zygote.protections = MappingProxyType(hello)
        zygote.refill()
        return zygote

    # ------------------------------------------------------------ children

    @property
    def busy(self) -> bool:
        """Whether any child but a spare is alive."""
        return len(self._children) > sum(map(len, self._spares.values()))

    def child(self, memory: int, part: Part = "student") -> Child:
        """A child that may use ``memory`` bytes: a spare where one fits, or a new one.

        ``part`` is what it will do. Raises ZygoteGoneError.
        """
        self.last_used = self._wanted_at[part] = self._loop.time()
        if part == "script":
            # The next test will take one soon: it is made while this test runs.
            self._loop.call_soon(self._fill, "script", _SCRIPTS, "")
        if memory <= DEFAULT_MEMORY and (spare := self._spare(part)) is not None:
            return spare
        return self._fork(memory, "")

    def _spare(self, part: Part) -> Child | None:
        """The oldest spare is the likeliest to be ready, and sooner than a new child.

        Each can do another part as well, a little slower at first.
        """
        for spares in (self._spares[part], *self._spares.values()):
            while spares:
                spare = spares.popleft()
                if spare.usable:
                    return spare
                spare.close()
        return None

    def process_of_spare(self) -> int | None:
        """Process id of a spare, as this process sees it."""
        spares = self._spares["student"]
        return spares[0].process if spares else None

    def retire(self) -> None:
        """Keep no spares from here on."""
        self._wanted_spares = 0
        self._close_spares()

    def _close_spares(self) -> None:
        for spares in self._spares.values():
            for spare in spares:
                spare.close()
            spares.clear()

    def refill(self, *, hurry: bool = False) -> None:
        """Fork spares until there are as many as wanted. Does not wait for them.

        One that is ready to be a tester is kept where testers were asked for lately, and some for
        scripts likewise. In a ``hurry`` they do not rehearse, since they will be taken at once.
        """
        if not self._wanted_spares:
            return
        self._fill("student", self._wanted_spares, "" if hurry else "student")
        if self._lately("tester"):
            self._fill("tester", 1, "" if hurry else "tester")
        if self._lately("script"):
            self._fill("script", _SCRIPTS, "")

    def _fill(self, part: Part, number: int, rehearse: Part | Literal[""]) -> None:
        while self.alive and self._wanted_spares and len(self._spares[part]) < number:
            try:
                self._spares[part].append(self._fork(DEFAULT_MEMORY, rehearse))
            except ZygoteGoneError:
                return

    def _lately(self, part: Part) -> bool:
        return self._loop.time() - self._wanted_at.get(part, -math.inf) < _KEPT_S

    async def warm(self) -> None:
        """Wait until the spares are ready."""
        for spares in self._spares.values():
            for spare in list(spares):
                await spare.wait_ready(_READY_S)

    def _fork(self, memory: int, rehearse: Part | Literal[""]) -> Child:
        if not self.alive:
            raise ZygoteGoneError
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        output, output_end = os.pipe()
        errors, errors_end = os.pipe()
        child = Child(ours, output, errors)
        self._number += 1
        self._children[self._number] = child
        order = {"fork": self._number, "memory": memory, "cpu": MAX_CPU_S, "rehearse": rehearse}
        self._unsent.append((json.dumps(order).encode(), [theirs.detach(), output_end, errors_end]))
        self._flush()
        return child

    def _flush(self) -> None:
        while self._unsent:
            message, descriptors = self._unsent[0]
            try:
                socket.send_fds(self._control, [message], descriptors)
            except BlockingIOError:
                self._loop.add_writer(self._control.fileno(), self._flush)
                return
            except OSError:
                self._lose()
                return
            self._unsent.popleft()
            for descriptor in descriptors:
                os.close(descriptor)
        self._loop.remove_writer(self._control.fileno())

    # ------------------------------------------------------------ reports

    def _read(self) -> None:
        while self.alive:
            try:
                data, descriptors, _, _ = socket.recv_fds(self._control, 8192, 1)
            except BlockingIOError:
                return
            except OSError:
                data, descriptors = b"", []
            if not data:
                self._lose()
                return
            self._take(json.loads(data), descriptors)

    def _take(self, message: dict[str, Any], descriptors: list[int]) -> None:
        if "hello" in message:
            self._hello.set_result(message["hello"])
        elif "not_preloaded" in message:
            self._hello.set_exception(
                RunnerError(f"a package cannot be imported: {message['not_preloaded']}")
            )
        elif "failed" in message:
            self._hello.set_exception(
                SandboxUnavailable(f"the sandbox could not be set up:\n{message['failed']}")
            )
        elif "forked" in message:
            self._children[message["forked"]].born(descriptors[0])
        elif "not_forked" in message:
            self._children.pop(message["not_forked"]).died(None)
        else:
            child = self._children.pop(message["dead"])
            child.died(message["status"])
            self.grown = message["grown"]
            for spares in self._spares.values():
                if child in spares:
                    spares.remove(child)
                    child.close()

    def _lose(self) -> None:
        """The zygote is dead: so are its children, and those that wait must know."""
        if not self.alive:
            return
        self.alive = False
        self._loop.remove_reader(self._control.fileno())
        self._loop.remove_writer(self._control.fileno())
        self._control.close()
        while self._unsent:
            for descriptor in self._unsent.popleft()[1]:
                os.close(descriptor)
        if not self._hello.done():
            self._hello.set_exception(ZygoteGoneError())
        for child in self._children.values():
            child.died(None)
        self._children.clear()
        self._close_spares()
        self._reap()

    def _reap(self) -> None:
        """Leave no zombie, also when nobody closes this zygote for long."""
        if self._process.poll() is None and not self._loop.is_closed():
            self._loop.call_later(_REAP_EVERY_S, self._reap)

    async def close(self) -> None:
        """Kill zygote and children, and wait until they are gone."""
        for child in list(self._children.values()):
            child.close()
        self._lose()
        # It ends by itself when its socket closes; the kill is for one that hangs.
        deadline = self._loop.time() + 1.0
        while self._process.poll() is None:
            if self._loop.time() > deadline:
                with contextlib.suppress(ProcessLookupError):
                    self._process.kill()
                await asyncio.to_thread(self._process.wait)
                return
            await asyncio.sleep(0.002)
