"""The sandbox and the judge. Standard library only.

async with Runner() as runner:
    verdict = await runner.judge(code, tests_json)
"""

from codify_runner.errors import InvalidTests, RunnerClosed, RunnerError, SandboxUnavailable
from codify_runner.runner import Runner
from codify_runner.trace import Step, Trace
from codify_runner.verdict import Fault, Frame, Outcome, TestResult, Verdict

__all__ = [
    "Fault",
    "Frame",
    "InvalidTests",
    "Outcome",
    "Runner",
    "RunnerClosed",
    "RunnerError",
    "SandboxUnavailable",
    "Step",
    "TestResult",
    "Trace",
    "Verdict",
]
