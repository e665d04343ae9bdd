"""Starts the zygote: ``python -I -S -B boot.py DESCRIPTOR OPTIONS``.

Makes ``codify_runner`` importable by path without running its ``__init__``, which would load
the judge, asyncio and with them more than a child should hold.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path

package = types.ModuleType("codify_runner")
package.__path__ = [str(Path(__file__).resolve().parent.parent)]
sys.modules["codify_runner"] = package

from codify_runner.inside.zygote import main  # noqa: E402

main(int(sys.argv[1]), sys.argv[2])
