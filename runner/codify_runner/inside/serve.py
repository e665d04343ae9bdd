"""Which service a child gives, by its first message."""

from __future__ import annotations

from codify_runner.inside.channel import Channel
from codify_runner.inside.student import Student
from codify_runner.inside.tester import Tester


def serve(channel: Channel, memory_base: int) -> None:
    """Answer messages until the channel closes. ``memory_base`` is in bytes."""
    message = channel.read()
    if message["op"] in ("load", "inspect"):
        Student(channel, memory_base).serve(message)
    else:
        Tester(channel, memory_base).serve(message)
