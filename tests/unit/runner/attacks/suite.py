"""Runs every attack, with canaries, and every honest program; prints what went wrong as JSON.

``python suite.py '{"without": ["landlock"]}'``; run by ``test_attacks.py`` in several modes.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from codify_runner import Runner, Verdict
from codify_runner.sandbox import seccomp, syscalls
from honest import PROGRAMS  # type: ignore[import-not-found]  # lies beside
from programs import (  # type: ignore[import-not-found]  # lies beside
    ATTACKS,
    CONVERSATIONS,
    FORGERIES,
    LAWS,
    Attack,
    Forgery,
)

# As in the kernel's syscall_64.tbl and asm-generic/unistd.h.
_X86_64 = {
    "open": 2, "vfork": 58, "clone": 56, "ptrace": 101, "tkill": 200, "tgkill": 234,
    "rt_sigqueueinfo": 129, "openat": 257, "newfstatat": 262, "statx": 332, "seccomp": 317,
    "process_vm_readv": 310, "execveat": 322, "bpf": 321, "userfaultfd": 323,
    "perf_event_open": 298, "keyctl": 250, "add_key": 248, "init_module": 175, "shmget": 29,
    "mq_open": 240, "name_to_handle_at": 303, "reboot": 169,
}  # fmt: skip
_AARCH64 = {
    "clone": 220, "ptrace": 117, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138,
    "openat": 56, "newfstatat": 79, "statx": 291, "seccomp": 277, "process_vm_readv": 270,
    "execveat": 281, "bpf": 280, "userfaultfd": 282, "perf_event_open": 241, "keyctl": 219,
    "add_key": 217, "init_module": 105, "shmget": 194, "mq_open": 180,
    "name_to_handle_at": 264, "reboot": 142, "open": 56, "vfork": 220,
}  # fmt: skip
_NUMBERS = {"x86_64": _X86_64, "aarch64": _AARCH64}
_SECRET = "the-secret-that-nobody-may-read"
_GROUP = {"id": "g", "points": 1, "visibility": "hidden"}


def _document(entry: str, tests: list[dict[str, Any]]) -> dict[str, Any]:
    numbered = [
        {"id": f"t{n}", "kind": "call", "group": "g", **test} for n, test in enumerate(tests)
    ]
    document = {"schema": "codify.tests/1", "entry": entry, "groups": [_GROUP]}
    return document | {"tests": numbered, "limits": {"time_s": 5}}


_ATTACK = _document("attack", [{"call": "attack()", "expect": {"returns": "'nothing is right'"}}])
_ENDLESS = _ATTACK | {"limits": {"time_s": 0.3}}
_FORGERY = _document(
    "f",
    [
        {"call": "f(1)", "expect": {"returns": "'x7q'"}},
        {"kind": "code", "spec": {"code": "assert f(1) == 'x7q'"}},
        {"call": "f(2)", "expect": {"returns": "'x7q2'"}},
    ],
)
_LAW = """
import random
def numbers(rng): return [rng.randint(0, 999)], {}
def law(f, given, st):
    @given(st.integers(0, 999))
    def check(n): assert f(n) == (n * 7919 + 13) % 1009
    return check
"""
_PROPERTY = {"kind": "property", "spec": {"property": "checks:law", "max_examples": 30}}
_LAWS = _document(
    "f",
    [
        # The Python of an ordinary user may have no hypothesis.
        *([_PROPERTY] if importlib.util.find_spec("hypothesis") else []),
        {"kind": "generated", "spec": {"generate": "checks:numbers", "n": 10, "seed": 3}},
        {"kind": "code", "spec": {"code": "assert f(5) == (5 * 7919 + 13) % 1009"}},
    ],
) | {
    "sources": {
        "checks": _LAW,
        "solution": "def f(n): return (n * 7919 + 13) % 1009  # reference-1",
    },
    "limits": {"time_s": 0.5},
}
_HONEST = _document("f", [{"call": "f()", "expect": {"returns": "'fine'"}}])
_HEALTH = _document("f", [{"call": "f(20)", "expect": {"returns": "21"}}])


class Canaries:
    """Things of this process that no attack may touch."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="codify-attacks-"))
        self.secret = self.folder / "secret.txt"
        self.secret.write_text(_SECRET)
        (self.folder / "secret_module.py").write_text("VALUE = 1\n")
        self.before = self._state()
        os.environ["CODIFY_ATTACK_SECRET"] = _SECRET
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.unix = self._unix(str(self.folder / "listener"), socket.SOCK_STREAM)
        self.abstract = self._unix(f"\0codify-attack-{os.getpid()}", socket.SOCK_STREAM)
        self.datagram = self._unix(f"\0codify-attack-{os.getpid()}-datagram", socket.SOCK_DGRAM)
        self.after_start = sorted(os.listdir(self.folder))

    def _unix(self, name: str, kind: socket.SocketKind) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX, kind)
        listener.bind(name)
        if kind == socket.SOCK_STREAM:
            listener.listen()
        return listener

    def _state(self) -> tuple[str, tuple[int, int]]:
        status = self.secret.stat()
        return self.secret.read_text(), (status.st_mode, status.st_mtime_ns)

    def names(self) -> dict[str, Any]:
        """What the programs' braces are filled with."""
        return {
            "secret": self.secret,
            "folder": self.folder,
            "drop": self.folder / "dropped",
            "environment": _SECRET,
            "tcp": self.tcp.getsockname()[1],
            "unix": self.folder / "listener",
            "abstract": f"codify-attack-{os.getpid()}",
            "parent": os.getpid(),
            "answered": self._answered(),
            **_NUMBERS[os.uname().machine],
        }

    def _answered(self) -> list[int]:
        """Numbers of the system calls that the filter does not simply refuse."""
        table = syscalls.TABLES[os.uname().machine]
        looked_into = ["clone", "kill", "tgkill", "prlimit64", "fcntl", "ioctl", "prctl"]
        looked_into += ["socketpair", "sendto", "recvfrom"]
        return [table[name] for name in [*seccomp.ALLOWED, *looked_into] if name in table]

    def touched(self) -> list[str]:
        """What is not as it was."""
        found = []
        if self._state() != self.before:
            found.append("the secret file changed")
        if sorted(os.listdir(self.folder)) != self.after_start:
            found.append(f"files were left: {os.listdir(self.folder)}")
        if Path("/dev/shm/codify-attack").exists():
            found.append("shared memory was left")
        for name in ("tcp", "unix", "abstract", "datagram"):
            listener: socket.socket = getattr(self, name)
            listener.setblocking(False)
            try:
                listener.recv(1) if name == "datagram" else listener.accept()
            except BlockingIOError:
                continue
            found.append(f"the {name} listener was reached")
        return found

    def close(self) -> None:
        """Remove the traces of the suite itself."""
        for listener in (self.tcp, self.unix, self.abstract, self.datagram):
            listener.close()
        shutil.rmtree(self.folder)


def _fill(code: str, names: dict[str, Any]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda match: str(names[match[1]]), code.replace("{{}}", "\1"))
    return filled.replace("\1", "{}")


def _children() -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == os.getpid():
                found.add(int(entry.name))
    return found


def _is_harmless(verdict: Verdict) -> bool:
    """Whether its texts can be stored and shown: no surrogates, no control characters."""
    text = json.dumps(asdict(verdict), ensure_ascii=False).replace("\\n", "").replace("\\t", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return text.replace("\\\\", "").isprintable() and "\\u00" not in text


class Suite:
    """All programs against one runner."""

    def __init__(self, runner: Runner, canaries: Canaries) -> None:
        self.runner = runner
        self.canaries = canaries
        self.breaches: list[str] = []
        self.surprises: list[str] = []

    async def attack(self, attack: Attack) -> None:
        tests = _ENDLESS if "timeout" in attack.outcome else _ATTACK
        verdict = await self.runner.judge(_fill(attack.code, self.canaries.names()), tests)
        test = verdict.tests[0]
        returned = (test.got.returns or "") if test.got else ""
        if verdict.status == "accepted" or "breach" in returned or _SECRET in repr(verdict):
            self.breaches.append(f"{attack.name}: {test}")
        elif not _is_harmless(verdict):
            self.breaches.append(f"{attack.name}: text that is not for a screen: {test}")
        elif test.status not in attack.outcome.split(" or "):
            self.surprises.append(f"{attack.name}: {test.status}, not {attack.outcome}: {test}")
        await self._look(attack)

    async def forge(self, forgery: Attack) -> None:
        verdict = await self.runner.judge(forgery.code, _FORGERY)
        if any(test.status == "passed" for test in verdict.tests):
            self.breaches.append(f"{forgery.name}: {verdict.tests}")
        await self._look(forgery)

    async def talk(self, forgery: Forgery) -> None:
        """Without and with a reference, which answers something else than the program can."""
        test = {"kind": "code", "spec": {"code": forgery.test}, "timeout_s": 0.5}
        for sources in ({}, {"solution": "class Thing: pass\ndef f(*x): return 'reference-77'"}):
            tests = _document("names:[class:Thing, f]", [test]) | {"sources": sources}
            await self.runner.prepare(tests)
            verdict = await self.runner.judge(forgery.code, tests)
            if verdict.tests[0].status == "passed":
                self.breaches.append(f"{forgery.name}: {verdict.tests[0]}")
        await self._look(forgery)

    async def break_law(self, attack: Attack) -> None:
        await self.runner.prepare(_LAWS)
        verdict = await self.runner.judge(attack.code, _LAWS)
        if any(test.status == "passed" for test in verdict.tests):
            self.breaches.append(f"{attack.name}: {verdict.tests}")
        await self._look(attack)

    async def honest(self, program: tuple[str, str]) -> None:
        name, code = program
        verdict = await self.runner.judge(code, _HONEST)
        if verdict.status != "accepted":
            self.surprises.append(f"honest, {name}: {verdict.tests[0]}")

    async def _look(self, attack: Attack | Forgery) -> None:
        code = "only_in_the_submission_before = 1\ndef f(x): return x + 1"
        verdict = await self.runner.judge(code, _HEALTH)
        if verdict.status != "accepted":
            self.breaches.append(f"{attack.name}: the next submission was judged wrong")
        self.breaches += [f"at {attack.name}: {what}" for what in self.canaries.touched()]


async def _two_at_a_time(run: Callable[[Any], Awaitable[None]], items: Iterable[Any]) -> None:
    left = iter(items)

    async def work() -> None:
        for item in left:
            await run(item)

    await asyncio.gather(work(), work())


async def main(without: list[str]) -> dict[str, Any]:
    """Run all of it."""
    canaries = Canaries()
    async with Runner(without=frozenset(without)) as runner:
        suite = Suite(runner, canaries)
        await _two_at_a_time(suite.attack, ATTACKS)
        await _two_at_a_time(suite.forge, FORGERIES)
        await _two_at_a_time(suite.talk, CONVERSATIONS)
        await _two_at_a_time(suite.break_law, LAWS)
        await _two_at_a_time(suite.honest, PROGRAMS.items())
        protections = dict(runner.protections)
    canaries.close()
    return {
        "breaches": suite.breaches,
        "surprises": suite.surprises,
        "left": sorted(_children()),
        "honest": len(PROGRAMS),
        "count": len(ATTACKS) + len(FORGERIES) + len(CONVERSATIONS) + len(LAWS),
        "protections": protections,
    }


if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    result = asyncio.run(main(options.get("without", [])))
    print(json.dumps(result))
