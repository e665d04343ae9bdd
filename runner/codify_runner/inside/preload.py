"""What is imported before the fork, so that a child can import it without any file."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import types
import warnings

_MODULES = """
abc argparse array ast asyncio base64 binascii bisect bz2 cProfile calendar cmath cmd code
codecs codeop collections collections.abc colorsys concurrent.futures concurrent.futures.thread
configparser contextlib contextvars copy copyreg csv ctypes dataclasses datetime _strptime
decimal difflib dis doctest email email.message email.parser encodings.ascii encodings.cp1252
encodings.cp437 encodings.hex_codec encodings.base64_codec encodings.idna encodings.latin_1
encodings.punycode encodings.raw_unicode_escape encodings.rot_13 encodings.unicode_escape
encodings.utf_16 encodings.utf_16_be encodings.utf_16_le encodings.utf_32 encodings.utf_8_sig
enum errno faulthandler fileinput filecmp fnmatch fractions functools gc getopt getpass gettext
glob graphlib gzip hashlib heapq hmac html html.entities html.parser http http.client inspect io
ipaddress itertools json json.tool keyword linecache locale logging logging.handlers lzma
marshal math mimetypes multiprocessing numbers opcode operator optparse os pathlib pickle
pickletools pkgutil platform plistlib posixpath pprint profile pstats pydoc queue quopri random
re reprlib resource runpy sched secrets select selectors shelve shlex shutil signal site socket
sqlite3 ssl stat statistics string stringprep struct subprocess sys sysconfig tempfile textwrap
threading time timeit token tokenize tomllib trace traceback tracemalloc types typing
unicodedata unittest unittest.async_case unittest.mock urllib.parse urllib.request uuid warnings
wave weakref xml.dom.minidom xml.etree.ElementTree zipfile zlib zoneinfo _sitebuiltins
"""
STANDARD_LIBRARY = _MODULES.split()


# Tests, build tools, command lines and parts for other packages: large, and of no use here.
_LEFT_OUT = re.compile(
    r"\.(tests?|testing|conftest|distutils|f2py|extra|typing|_typing|_pyinstaller|setup"
    r"|entry_points|vendor|provider_conformance|ghostwriter|__main__|_pytest|plotting|io|crosshair\w*)(\.|$)"
)


def preload(packages: list[str]) -> None:
    """Import the standard library's share and ``packages``; ImportError names what is not there.

    A standard module that this Python lacks is left out.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for name in STANDARD_LIBRARY:
            try:
                importlib.import_module(name)
            except ImportError:
                sys.modules.pop(name, None)
    for name in packages:
        package = importlib.import_module(name)
        _import_parts(package)
        _warm_up(name)


def _import_parts(package: types.ModuleType) -> None:
    """Import a package's inner modules, as far as they can be: some are imported at first use."""
    if not hasattr(package, "__path__"):
        return
    for part in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if _LEFT_OUT.search(part.name):
            continue
        try:
            inner = importlib.import_module(part.name)
        except Exception:  # noqa: S112 - parts for what is not installed, or for tests
            continue
        if part.ispkg:
            _import_parts(inner)


def _warm_up(package: str) -> None:
    """Use a package once where it imports or computes things at its first use."""
    if package == "numpy":
        numpy = sys.modules["numpy"]
        numpy.linalg.inv(numpy.eye(2))
        repr(numpy.arange(3) / 2)
    if package == "hypothesis":
        importlib.import_module("codify_runner.inside.properties").warm_up()
