"""The command line, run in this process: one of its own would take seconds to start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from codify_jupyter.cli import main

Codify = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def codify(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Codify:
    """Runs `codify` with some arguments and environment variables, to its exit."""

    def codify(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        words = [str(one) for one in arguments]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["codify", *words])
            for name, value in environment.items():
                patch.setenv(name, value)
            capfd.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
        printed = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return subprocess.CompletedProcess(words, ended.value.code, printed.out, printed.err)

    return codify
