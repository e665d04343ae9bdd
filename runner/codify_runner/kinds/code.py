"""Kind ``code``: assert- or pytest-style code against the student's names."""

from __future__ import annotations

from codify_runner.errors import InvalidTests
from codify_runner.kinds.conversation import Conversation
from codify_runner.session import Session
from codify_runner.tests_format import Case
from codify_runner.verdict import TestResult


async def judge(session: Session, case: Case) -> TestResult:
    """Run the code in a tester's child."""
    code = str(case.spec.get("code", ""))
    packages = session.author.packages_for(code)
    found = await Conversation(session, case).hold(packages, {"op": "code", "code": code})
    if found is None:
        raise InvalidTests(f"test {case.id}: it came to no result")
    return found
