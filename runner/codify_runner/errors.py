"""What can go wrong that is no verdict on the student's code."""

from __future__ import annotations


class RunnerError(Exception):
    """The code could not be judged. Trying again may help."""


class RunnerClosed(RunnerError):
    """The runner is closed, or was closed while it judged."""


class SandboxUnavailable(RunnerError):
    """This machine cannot seal a child well enough for what was asked."""


class InvalidTests(RunnerError, ValueError):
    """The tests_json is wrong. Trying again does not help; the message names the place."""
