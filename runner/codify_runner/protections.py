"""What confines the children on this machine, and what is missing, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Protections = Mapping[str, bool | int | str]

_LANDLOCK_FOR_TCP = 4
_LANDLOCK_FOR_SCOPES = 6


def of_zygote(found: Mapping[str, Any]) -> Protections:
    """What a zygote reported, with what every Linux child has."""
    return MappingProxyType(
        {
            "seccomp": found["seccomp"],
            "landlock": found["landlock"],
            "namespaces": found["namespaces"],
            "root_dropped": found["root_dropped"],
            "no_new_privs": True,
            "rlimits": True,
            "dies_with_parent": True,
        }
    )


def gaps(protections: Protections) -> list[str]:
    """A sentence for each layer that this machine lacks: what then holds, or does not."""
    said: list[str] = []
    if not protections["seccomp"]:
        said.append(
            "No seccomp: code can use every system call of its user, so hidden tests are refused. "
            "It needs Linux with CONFIG_SECCOMP_FILTER on x86_64 or aarch64."
        )
    landlock = int(protections["landlock"])
    if landlock == 0:
        said.append(
            "No Landlock: if the seccomp filter had a hole, files would be open to it. "
            "It needs Linux 5.13 with Landlock among the active security modules."
        )
    elif landlock < _LANDLOCK_FOR_TCP:
        said.append("Landlock without TCP (Linux 6.7 has it): only seccomp keeps code off the net.")
    elif landlock < _LANDLOCK_FOR_SCOPES:
        said.append(
            "Landlock without scopes (Linux 6.12 has them): only seccomp keeps code from "
            "signals and abstract sockets of other processes."
        )
    if not protections["namespaces"]:
        said.append(
            "No namespaces: behind the seccomp filter code shares its user's processes, network "
            "and files with the server. A container that forbids user namespaces is the usual "
            "reason."
        )
    return said
