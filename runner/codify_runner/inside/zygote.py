"""The warm process that children are forked from. It never sees a student's code.

It speaks over one inherited SEQPACKET socket. From the supervisor: ``{"fork": number,
"memory": bytes, "cpu": seconds, "rehearse": part or ""}`` with three descriptors (the child's
channel, standard output and standard error). To it: ``{"hello": {…protections}}`` once, or
``{"not_preloaded": text}`` or ``{"failed": text}``;
``{"forked": number}`` with a pidfd, or ``{"not_forked": number, "why": text}``;
``{"dead": number, "status": wait status, "grown": bytes since the start}``.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import resource
import select
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

from codify_runner.inside import child
from codify_runner.inside.preload import preload
from codify_runner.inside.rehearsal import rehearse
from codify_runner.sandbox import landlock, libc, limits, namespaces, privileges, seccomp

_FORK_DESCRIPTORS = 3


def main(descriptor: int, options_text: str) -> NoReturn:
    """Run until the supervisor's end of the socket closes."""
    control = socket.socket(fileno=descriptor)
    try:
        options = json.loads(options_text)
        sys.path.extend(options["path"])
        try:
            preload(options["preload"])
        except Exception as error:
            control.send(json.dumps({"not_preloaded": f"{type(error).__name__}: {error}"}).encode())
            os._exit(1)
        rehearse()
        protections = _confine(options)
    except Exception:
        control.send(json.dumps({"failed": traceback.format_exc()[-2000:]}).encode())
        os._exit(1)
    control.send(json.dumps({"hello": protections}).encode())
    _serve(control, child.Confinement.prepare(protections))


def _confine(options: dict[str, Any]) -> dict[str, Any]:
    """Put on what holds for zygote and children alike, in the order that each layer allows."""
    without = set(options["without"])
    protections: dict[str, Any] = {
        "seccomp": "seccomp" not in without and seccomp.available(),
        "landlock": 0 if "landlock" in without else landlock.abi(),
        "namespaces": "",
        "memory_base": limits.address_space(),
    }
    os.chdir("/")
    spaces = [] if "namespaces" in without else namespaces.permitted()
    if spaces:
        namespaces.enter(spaces)
        vars(platform)["_uname_cache"] = None  # it holds the machine's name
        protections["namespaces"] = " ".join(spaces)
        _become_first_process()
    was_root = os.getuid() == 0
    privileges.drop_root()
    protections["root_dropped"] = was_root
    if spaces or was_root:
        privileges.drop_capabilities()
    if spaces:
        # Only now: changing the user forgets it. A parent outside the own space has number 0.
        privileges.die_with_parent(0)
    privileges.forbid_new_privileges()
    privileges.hide_memory()
    if protections["landlock"]:
        ruleset = landlock.deny_everything(protections["landlock"])
        landlock.restrict(ruleset)
        os.close(ruleset)
    return protections


def _become_first_process() -> None:
    """Go on as process 1 of the new process space; its end is the end of all in it."""
    inner = os.fork()
    if inner == 0:
        return
    os.closerange(0, 64)
    _, status = os.waitpid(inner, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _serve(control: socket.socket, confinement: child.Confinement) -> NoReturn:
    # It leads a session of its own, where no terminal sends signals.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    child.prepare_streams()
    gc.collect()
    gc.freeze()  # a child's collector then does not touch, and so copy, the shared pages
    poll = select.poll()
    poll.register(control, select.POLLIN)
    memory_at_start = _most_memory()
    children: dict[int, tuple[int, int]] = {}  # pidfd -> (pid, number)
    while True:
        for descriptor, _ in poll.poll():
            if descriptor != control.fileno():
                pid, number = children.pop(descriptor)
                poll.unregister(descriptor)
                os.close(descriptor)
                _, status = os.waitpid(pid, 0)
                grown = _most_memory() - memory_at_start
                _tell(control, {"dead": number, "status": status, "grown": grown})
                continue
            message, descriptors, _, _ = socket.recv_fds(control, 4096, _FORK_DESCRIPTORS)
            if not message:
                os._exit(0)
            order = json.loads(message)
            number = order["fork"]
            try:
                pid = libc.fork()
            except OSError as error:
                _tell(control, {"not_forked": number, "why": str(error)})
                for other in descriptors:
                    os.close(other)
                continue
            if pid == 0:
                child.run(confinement, descriptors, order)
            for other in descriptors:
                os.close(other)
            pidfd = os.pidfd_open(pid)
            poll.register(pidfd, select.POLLIN)
            children[pidfd] = (pid, number)
            _tell(control, {"forked": number}, [pidfd])


def _most_memory() -> int:
    """Bytes of memory that this process held at most: ``getrusage(2)``, which needs no file."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _tell(
    control: socket.socket, message: dict[str, Any], descriptors: list[int] | None = None
) -> None:
    try:
        socket.send_fds(control, [json.dumps(message).encode()], descriptors or [])
    except OSError:
        os._exit(0)  # the supervisor is gone
