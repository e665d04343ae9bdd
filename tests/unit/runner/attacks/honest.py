"""Programs of honest students, each with a function ``f`` that returns ``'fine'``."""

from __future__ import annotations

IMPORTS = """
abc argparse array ast asyncio base64 bisect calendar cmath collections collections.abc
concurrent.futures configparser contextlib copy csv ctypes dataclasses datetime decimal difflib
dis email.message enum fractions functools graphlib gzip hashlib heapq hmac html inspect io
ipaddress itertools json keyword logging math numbers operator os pathlib pickle platform pprint
queue random re reprlib secrets select shlex sqlite3 statistics string struct sys tempfile
textwrap threading time timeit tokenize traceback types typing unicodedata unittest urllib.parse
uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo
"""

PROGRAMS = {
    "threads": """
import threading
def f():
    done = []
    threads = [threading.Thread(target=done.append, args=(n,)) for n in range(20)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return 'fine' if sorted(done) == list(range(20)) else done
""",
    "a pool of threads": """
from concurrent.futures import ThreadPoolExecutor
def f():
    with ThreadPoolExecutor(4) as pool:
        return 'fine' if list(pool.map(abs, range(-9, 0))) == list(range(9, 0, -1)) else 'no'
""",
    "asyncio": """
import asyncio
async def work(n):
    await asyncio.sleep(0.001)
    return n * n
async def main():
    queue = asyncio.Queue()
    await queue.put(1)
    results = await asyncio.gather(*map(work, range(5)), asyncio.to_thread(lambda: 'x'))
    return 'fine' if results == [0, 1, 4, 9, 16, 'x'] and await queue.get() == 1 else results
def f(): return asyncio.run(main())
""",
    "dataclasses": """
from dataclasses import dataclass, field, asdict, replace
@dataclass(order=True, frozen=True)
class Point:
    x: int
    y: int = 0
    tags: tuple = field(default=(), compare=False)
def f():
    return 'fine' if asdict(replace(Point(1), y=2)) == dict(x=1, y=2, tags=()) else 'no'
""",
    "named tuples, enums and typing": """
from typing import NamedTuple, Protocol, TypeVar, Generic
from enum import Enum, auto
T = TypeVar('T')
class P(NamedTuple):
    x: int
class Colour(Enum):
    RED = auto()
class Box(Generic[T]):
    def __init__(self, item: T) -> None: self.item = item
def f(): return 'fine' if Box(P(1)).item.x == 1 and Colour['RED'].value == 1 else 'no'
""",
    "recursion": """
def down(n): return 0 if n == 0 else 1 + down(n - 1)
def f(): return 'fine' if down(900) == 900 else 'no'
""",
    "a higher recursion limit": """
import sys
sys.setrecursionlimit(20_000)
def down(n): return 0 if n == 0 else 1 + down(n - 1)
def f(): return 'fine' if down(5_000) == 5_000 else 'no'
""",
    "decimal and fractions": """
from decimal import Decimal, localcontext
from fractions import Fraction
def f():
    with localcontext() as c:
        c.prec = 50
        root = str(Decimal(2).sqrt())[:10]
    return 'fine' if root == '1.41421356' and Fraction('1/3') * 3 == 1 else 'no'
""",
    "sqlite in memory": """
import sqlite3
def f():
    base = sqlite3.connect(':memory:')
    base.execute('create table t(x)')
    base.executemany('insert into t values (?)', [(n,) for n in range(1000)])
    return 'fine' if base.execute('select sum(x) from t').fetchone() == (499500,) else 'no'
""",
    "random": """
import random, secrets, uuid
def f():
    random.seed(5)
    a = random.random()
    random.seed(5)
    differ = secrets.token_hex() != secrets.token_hex() and uuid.uuid4() != uuid.uuid4()
    return 'fine' if a == random.random() and differ else 'no'
""",
    "100 MB of data": """
def f():
    numbers = list(range(2_000_000))
    data = bytearray(20_000_000)
    return 'fine' if len(numbers) + len(data) == 22_000_000 else 'no'
""",
    "dates": """
from datetime import datetime, timedelta, timezone
def f():
    day = datetime.strptime('2024-02-28', '%Y-%m-%d') + timedelta(days=1)
    return 'fine' if day.strftime('%d %b') == '29 Feb' and datetime.now(timezone.utc) else 'no'
""",
    "text in many encodings": """
def f():
    words = 'Größe €'
    ok = all(words.encode(c).decode(c) == words for c in ('utf-8', 'utf-16', 'utf-32', 'cp1252'))
    return 'fine' if ok and 'bücher.example'.encode('idna') == b'xn--bcher-kva.example' else 'no'
""",
    "pickle and deep copies": """
import copy, pickle
class Node:
    def __init__(self): self.next = self
def f():
    n = pickle.loads(pickle.dumps(Node()))
    return 'fine' if copy.deepcopy(n).next is not n and n.next is n else 'no'
""",
    "context managers and printing to memory": """
import contextlib, io, sys
def f():
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(KeyError):
        print('fine', end='')
        raise KeyError
    print('shown', file=sys.stderr)
    return out.getvalue()
""",
    "signals and time": """
import signal, time
def f():
    def ring(*_): raise TimeoutError
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    started = time.perf_counter()
    try:
        while time.perf_counter() < started + 1: pass
    except TimeoutError:
        return 'fine'
""",
    "the source of one's own function": """
import inspect, traceback
def f():
    try: 1 / 0
    except ZeroDivisionError: text = traceback.format_exc()
    return 'fine' if '1 / 0' in text and 'def f' in inspect.getsource(f) else text
""",
    "an exception that is handled": """
class Own(Exception): pass
def f():
    try:
        try: raise KeyError('x')
        except KeyError as error: raise Own from error
    except Own as error:
        return 'fine' if isinstance(error.__cause__, KeyError) else 'no'
""",
    "unittest inside the code": """
import unittest
class T(unittest.TestCase):
    def test(self): self.assertEqual(1, 1)
def f():
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(T).run(result)
    return 'fine' if result.wasSuccessful() else 'no'
""",
    "generators and closures": """
from functools import lru_cache, partial, reduce
@lru_cache(None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def count():
    n = 0
    while True: n += (yield n) or 1
def f():
    g = count(); next(g); g.send(5)
    return 'fine' if next(g) == 6 and fib(200) > 1 and reduce(partial(max), [1, 3]) == 3 else 'no'
""",
}
PROGRAMS["imports"] = (
    "\n".join(f"import {name}" for name in IMPORTS.split()) + "\ndef f(): return 'fine'\n"
)
