"""Which service a child gives, by its first message."""

from __future__ import annotations

from codify_runner.inside.channel import Channel
from codify_runner.inside.student import Student


def serve(channel: Channel, memory_base: int) -> None:
    """Answer messages until the channel closes. ``memory_base`` is in bytes."""
    Student(channel, memory_base).serve(channel.read())
