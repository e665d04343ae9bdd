"""Attacks on the sandbox and the judge, each with the outcome that it must have.

``attack()`` returns a text that starts with ``breach`` if it got what it wanted, and anything
else (or raises) if it did not. ``outcome`` is the test's status it must end in: ``failed`` (it
returned), ``error`` (it raised, or its process ended), ``timeout``, ``memory`` or ``output``;
with ``or`` where the machine's speed decides. The suite fills in ``{secret}`` and the like.
"""

# ruff: noqa: E501 - each program stands beside its outcome
from __future__ import annotations

from typing import NamedTuple

SYSCALL = """
import ctypes, errno, os, platform
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
def syscall(number, *arguments):
    result = _libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
"""


class Attack(NamedTuple):
    """One program."""

    name: str
    outcome: str
    code: str


def _body(name: str, outcome: str, body: str) -> Attack:
    indented = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return Attack(name, outcome, f"{SYSCALL}\ndef attack():\n{indented}")


FILES = [
    _body("read a secret file", "error", "return 'breach ' + open('{secret}').read()"),
    _body("read it by os.open", "error", "return 'breach %d' % os.open('{secret}', 0)"),
    _body(
        "read it by openat", "error", "return 'breach %d' % syscall({openat}, -100, b'{secret}', 0)"
    ),
    _body("read it by open", "error", "return 'breach %d' % syscall({open}, b'{secret}', 0)"),
    _body(
        "read it by openat2",
        "error",
        "how = (ctypes.c_uint64 * 3)()\n"
        "return 'breach %d' % syscall(437, -100, b'{secret}', ctypes.byref(how), 24)",
    ),
    _body("read the password file", "error", "return 'breach ' + open('/etc/passwd').read()"),
    _body("list the root", "error", "return 'breach %s' % os.listdir('/')"),
    _body("look for a file", "error", "return 'breach %s' % (os.stat('{secret}'),)"),
    _body(
        "look at a descriptor by statx",
        "error",
        "return 'breach %d' % syscall({statx}, -100, b'{secret}', 0, 0xfff, (ctypes.c_char * 256)())",
    ),
    _body(
        "look by newfstatat with an empty path",
        "error",
        "return 'breach %d' % syscall({newfstatat}, 1, b'', (ctypes.c_char * 256)(), 0x1000)",
    ),
    _body("test a path", "failed", "return 'breach' if os.path.exists('{secret}') else 'held'"),
    _body("test access", "failed", "return 'breach' if os.access('{secret}', os.R_OK) else 'held'"),
    _body("write a file", "error", "open('{drop}', 'w').write('x')\nreturn 'breach'"),
    _body("write to /tmp", "error", "import tempfile\nreturn 'breach %s' % tempfile.mkdtemp()"),
    _body("write shared memory", "error", "open('/dev/shm/codify-attack', 'w')\nreturn 'breach'"),
    _body("remove a file", "error", "os.remove('{secret}')\nreturn 'breach'"),
    _body("rename a file", "error", "os.rename('{secret}', '{drop}')\nreturn 'breach'"),
    _body("link to a file", "error", "os.symlink('{secret}', '{drop}')\nreturn 'breach'"),
    _body("make a folder", "error", "os.mkdir('{drop}')\nreturn 'breach'"),
    _body("change a mode", "error", "os.chmod('{secret}', 0o777)\nreturn 'breach'"),
    _body("change a time", "error", "os.utime('{secret}')\nreturn 'breach'"),
    _body("set an attribute", "error", "os.setxattr('{secret}', 'user.x', b'y')\nreturn 'breach'"),
    _body("truncate a file", "error", "os.truncate('{secret}', 0)\nreturn 'breach'"),
    _body("change the folder", "error", "os.chdir('/tmp')\nreturn 'breach'"),
    _body("change the root", "error", "os.chroot('/')\nreturn 'breach'"),
    _body("open a pipe by name", "error", "os.mkfifo('{drop}')\nreturn 'breach'"),
    _body("read a link", "error", "return 'breach ' + os.readlink('/proc/self/exe')"),
    _body(
        "watch files by inotify",
        "error",
        "fd = _libc.inotify_init()\nif fd < 0: raise OSError\nreturn 'breach'",
    ),
    _body(
        "sqlite on disk",
        "error",
        "import sqlite3\nsqlite3.connect('{drop}').execute('create table t(x)')\nreturn 'breach'",
    ),
    _body(
        "import a file",
        "error",
        "import sys\nsys.path.insert(0, '{folder}')\nimport secret_module\nreturn 'breach'",
    ),
    _body("load a library", "error", "ctypes.CDLL('{secret}')\nreturn 'breach'"),
]

PROCESSES = [
    _body(
        "read the parent's environment",
        "error",
        "return 'breach ' + open('/proc/%d/environ' % os.getppid()).read()",
    ),
    _body("read the own memory map", "error", "return 'breach ' + open('/proc/self/maps').read()"),
    _body(
        "find the secret in the environment",
        "failed",
        "return 'breach' if '{environment}' in str(os.environ) else 'held'",
    ),
    _body(
        "read the supervisor's memory",
        "error",
        "local = (ctypes.c_uint64 * 2)(); remote = (ctypes.c_uint64 * 2)()\n"
        "return 'breach %d' % syscall({process_vm_readv}, {parent}, local, 1, remote, 1, 0)",
    ),
    _body(
        "trace the parent",
        "error",
        "return 'breach %d' % syscall({ptrace}, 16, os.getppid(), 0, 0)",
    ),
    _body("trace itself", "error", "return 'breach %d' % syscall({ptrace}, 0, 0, 0, 0)"),
    _body("kill the parent", "error", "os.kill(os.getppid(), 9)\nreturn 'breach'"),
    _body("kill the supervisor", "error", "os.kill({parent}, 9)\nreturn 'breach'"),
    _body("kill everybody", "error", "os.kill(-1, 9)\nreturn 'breach'"),
    _body("kill process 1", "error", "os.kill(1, 9)\nreturn 'breach'"),
    _body("kill the group", "error", "os.killpg(0, 9)\nreturn 'breach'"),
    _body(
        "signal by tgkill", "error", "return 'breach %d' % syscall({tgkill}, {parent}, {parent}, 9)"
    ),
    _body("signal by tkill", "error", "return 'breach %d' % syscall({tkill}, {parent}, 9)"),
    _body(
        "signal by sigqueue",
        "error",
        "return 'breach %d' % syscall({rt_sigqueueinfo}, {parent}, 9, (ctypes.c_char * 128)())",
    ),
    _body("signal by pidfd", "error", "return 'breach %d' % os.pidfd_open({parent})"),
    _body(
        "signal by a descriptor's owner",
        "error",
        "import fcntl\nr, w = os.pipe()\nfcntl.fcntl(r, 8, {parent})\nfcntl.fcntl(r, 10, 9)\nreturn 'breach'",
    ),
    _body("signal at a lease", "error", "import fcntl\nfcntl.fcntl(1, 1024, 0)\nreturn 'breach'"),
    _body(
        "limit the parent",
        "error",
        "import resource\nresource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))\nreturn 'breach'",
    ),
    _body("fork", "error", "os.fork()\nreturn 'breach'"),
    _body("fork by vfork", "error", "if syscall({vfork}) == 0: os._exit(0)\nreturn 'breach'"),
    _body(
        "fork by clone",
        "error",
        "if syscall({clone}, 17, 0, 0, 0, 0) == 0: os._exit(0)\nreturn 'breach'",
    ),
    _body(
        "fork by clone3", "error", "return 'breach %d' % syscall(435, (ctypes.c_uint64 * 11)(), 88)"
    ),
    _body(
        "a pool of processes",
        "error",
        "import multiprocessing\nmultiprocessing.Process(target=print).start()\nreturn 'breach'",
    ),
    _body(
        "run a program",
        "error",
        "import subprocess\nreturn 'breach' + subprocess.check_output(['/bin/id']).decode()",
    ),
    _body("run a shell", "failed", "return 'breach' if os.system('true') == 0 else 'held'"),
    _body("replace itself", "error", "os.execv('/bin/sh', ['sh'])"),
    _body(
        "run from memory",
        "error",
        "fd = os.memfd_create('x')\nos.write(fd, b'#!/bin/sh')\nos.execve(fd, ['x'], {{}})",
    ),
    _body(
        "execveat", "error", "return 'breach %d' % syscall({execveat}, -100, b'/bin/sh', 0, 0, 0)"
    ),
    _body("become root", "error", "os.setuid(0)\nreturn 'breach'"),
    _body("drop to another user", "error", "os.setresuid(1234, 1234, 1234)\nreturn 'breach'"),
    _body(
        "raise a limit",
        "error",
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nreturn 'breach'",
    ),
    _body("raise the priority", "error", "os.setpriority(0, 0, -20)\nreturn 'breach'"),
    _body("pin the parent", "error", "os.sched_setaffinity(os.getppid(), [0])\nreturn 'breach'"),
]

KERNEL = [
    _body(
        "TCP to a listener",
        "error",
        "import socket\nsocket.create_connection(('127.0.0.1', {tcp}))\nreturn 'breach'",
    ),
    _body(
        "UDP",
        "error",
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nreturn 'breach'",
    ),
    _body("IPv6", "error", "import socket\nsocket.socket(socket.AF_INET6)\nreturn 'breach'"),
    _body(
        "UNIX socket by path",
        "error",
        "import socket\nsocket.socket(socket.AF_UNIX).connect('{unix}')\nreturn 'breach'",
    ),
    _body(
        "UNIX socket without a name",
        "error",
        "import socket\nsocket.socket(socket.AF_UNIX).connect('\\0{abstract}')\nreturn 'breach'",
    ),
    _body(
        "send from a socket pair to a listener",
        "error",
        "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "a.sendto(b'x', '\\0{abstract}-datagram')\nreturn 'breach'",
    ),
    _body(
        "connect one end of a socket pair",
        "error",
        "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "a.connect('\\0{abstract}-datagram')\nreturn 'breach'",
    ),
    _body(
        "pass a descriptor",
        "error",
        "import socket\na, b = socket.socketpair()\nsocket.send_fds(a, [b'x'], [1])\nreturn 'breach'",
    ),
    _body(
        "netlink",
        "error",
        "import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW)\nreturn 'breach'",
    ),
    _body(
        "raw packets",
        "error",
        "import socket\nsocket.socket(socket.AF_PACKET, socket.SOCK_RAW)\nreturn 'breach'",
    ),
    _body(
        "virtual sockets",
        "error",
        "import socket\nsocket.socket(40, socket.SOCK_STREAM)\nreturn 'breach'",
    ),
    _body("crypto sockets", "error", "import socket\nsocket.socket(38, 5)\nreturn 'breach'"),
    _body(
        "internet socket pair",
        "error",
        "import socket\nsocket.socketpair(socket.AF_INET)\nreturn 'breach'",
    ),
    _body("io_uring", "error", "return 'breach %d' % syscall(425, 8, (ctypes.c_char * 120)())"),
    _body("bpf", "error", "return 'breach %d' % syscall({bpf}, 0, (ctypes.c_char * 128)(), 128)"),
    _body("userfaultfd", "error", "return 'breach %d' % syscall({userfaultfd}, 1)"),
    _body(
        "performance events",
        "error",
        "return 'breach %d' % syscall({perf_event_open}, (ctypes.c_char * 128)(), 0, -1, -1, 0)",
    ),
    _body("keyrings", "error", "return 'breach %d' % syscall({keyctl}, 0, -3, 1)"),
    _body(
        "add a key", "error", "return 'breach %d' % syscall({add_key}, b'user', b'x', b'y', 1, -3)"
    ),
    _body(
        "new user namespace",
        "error",
        "if _libc.unshare(0x10000000): raise OSError\nreturn 'breach'",
    ),
    _body(
        "new network namespace",
        "error",
        "if _libc.unshare(0x40000000): raise OSError\nreturn 'breach'",
    ),
    _body("enter a namespace", "error", "if _libc.setns(1, 0): raise OSError\nreturn 'breach'"),
    _body(
        "mount",
        "error",
        "if _libc.mount(b'x', b'/tmp', b'tmpfs', 0, 0): raise OSError\nreturn 'breach'",
    ),
    _body("new mount interface", "error", "return 'breach %d' % syscall(430, b'tmpfs', 0)"),
    _body("load a module", "error", "return 'breach %d' % syscall({init_module}, 0, 0, b'')"),
    _body(
        "shared memory segments", "error", "return 'breach %d' % syscall({shmget}, 0, 4096, 0o1600)"
    ),
    _body(
        "message queues", "error", "return 'breach %d' % syscall({mq_open}, b'x', 0o102, 0o600, 0)"
    ),
    _body("secret memory", "error", "return 'breach %d' % syscall(447, 0)"),
    _body("one's own filter", "error", "return 'breach %d' % syscall({seccomp}, 1, 0, 0)"),
    _body(
        "become dumpable", "error", "if _libc.prctl(4, 1, 0, 0, 0): raise OSError\nreturn 'breach'"
    ),
    _body(
        "outlive the parent",
        "error",
        "if _libc.prctl(1, 0, 0, 0, 0): raise OSError\nreturn 'breach'",
    ),
    _body(
        "inject into a terminal",
        "error",
        "import fcntl\nfcntl.ioctl(0, 0x5412, b'x')\nreturn 'breach'",
    ),
    _body(
        "an x32 system call",
        "error",
        "return 'breach %d' % syscall(0x40000000 + 2, b'{secret}', 0)",
    ),
    _body(
        "a handle of a file",
        "error",
        "return 'breach %d' % syscall({name_to_handle_at}, -100, b'/', (ctypes.c_char * 128)(), (ctypes.c_char * 8)(), 0)",
    ),
    _body(
        "every system call that is not on the list",
        "failed",
        "answered = {answered}\n"
        "for number in range(520):\n"
        # uretprobe and uprobe pass every filter; called by hand they kill the caller.
        "    if number in answered or number in (335, 336): continue\n"
        "    try: syscall(number, 0, 0, 0, 0, 0, 0)\n"
        "    except OSError as e:\n"
        "        if e.errno in (errno.EPERM, errno.ENOSYS): continue\n"
        "    return 'breach %d' % number\n"
        "return 'held'",
    ),
    _body(
        "a 32-bit system call",
        "error",
        "import mmap\n"
        "page = mmap.mmap(-1, 4096, prot=7)\n"
        "page.write(b'\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3')\n"
        "place = ctypes.addressof(ctypes.c_char.from_buffer(page))\n"
        "return 'breach %d' % ctypes.CFUNCTYPE(ctypes.c_long)(place)()",
    ),
    _body(
        "a process that shares memory",
        "error",
        "return 'breach %d' % syscall({clone}, 0x111, 0, 0, 0, 0)",
    ),
    _body(
        "a thread in a new namespace",
        "error",
        "return 'breach %d' % syscall({clone}, 0x10010900, 0, 0, 0, 0)",
    ),
    _body(
        "fetch the supervisor's descriptor", "error", "return 'breach %d' % syscall(438, 3, 0, 0)"
    ),
    _body(
        "watch by fanotify",
        "error",
        "if _libc.fanotify_init(0, 0) < 0: raise OSError\nreturn 'breach'",
    ),
    _body(
        "a timer that signals",
        "error",
        "if _libc.timer_create(0, 0, ctypes.byref(ctypes.c_int())) < 0: raise OSError\nreturn 'breach'",
    ),
    _body("leave the session", "error", "os.setsid()\nreturn 'breach'"),
    _body("a file in memory", "error", "os.memfd_create('x')\nreturn 'breach'"),
    _body("copy between descriptors", "error", "os.sendfile(1, 0, 0, 9)\nreturn 'breach'"),
    _body("a larger pipe", "error", "import fcntl\nfcntl.fcntl(1, 1031, 1 << 20)\nreturn 'breach'"),
    _body(
        "let others trace",
        "error",
        "if _libc.prctl(0x59616d61, -1, 0, 0, 0): raise OSError\nreturn 'breach'",
    ),
    _body(
        "the kernel's log",
        "error",
        "if _libc.klogctl(3, ctypes.create_string_buffer(99), 99) < 0: raise OSError\nreturn 'breach'",
    ),
    _body(
        "semaphores", "error", "if _libc.semget(0, 1, 0o1600) < 0: raise OSError\nreturn 'breach'"
    ),
    _body("reboot", "error", "return 'breach %d' % syscall({reboot}, 0, 0, 0, 0)"),
    _body(
        "set the clock",
        "error",
        "import time\ntime.clock_settime(time.CLOCK_REALTIME, 0)\nreturn 'breach'",
    ),
    _body(
        "set the host's name", "error", "import socket\nsocket.sethostname('x')\nreturn 'breach'"
    ),
]

RESOURCES = [
    _body("loop in Python", "timeout", "while True: pass"),
    _body("loop in C", "timeout", "return sum(range(10 ** 13))"),
    _body("a power too high", "timeout", "return 7 ** 7 ** 9"),
    _body(
        "a pattern that backtracks",
        "timeout",
        "import re\nreturn re.match('(a+)+$', 'a' * 50 + 'b')",
    ),
    _body("sleep", "timeout", "import time\ntime.sleep(3600)"),
    _body(
        "ignore signals",
        "timeout",
        "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass",
    ),
    _body(
        "block signals",
        "timeout",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
    ),
    _body(
        "deadlock",
        "timeout",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    ),
    _body(
        "never end by finally",
        "timeout",
        "while True:\n    try:\n        while True: pass\n    finally:\n        continue",
    ),
    _body("much memory at once", "memory", "return bytearray(10 ** 10)"),
    _body(
        "much memory bit by bit",
        "memory or timeout",
        "kept = []\nwhile True: kept.append(bytearray(10 ** 6))",
    ),
    _body(
        "memory by mmap",
        "error",
        "import mmap\nkept = [mmap.mmap(-1, 1 << 30) for _ in range(9)]\nreturn 'breach'",
    ),
    _body("a string that doubles", "memory or timeout", "text = 'x'\nwhile True: text += text"),
    _body("flood standard output", "output", "while True: print('x' * 1000)"),
    _body("flood standard error", "output", "while True: os.write(2, b'x' * 1000)"),
    _body("flood the channel", "error", "while True: os.write(3, b'x' * 1000)"),
    _body("flood with empty messages", "error", "while True: os.write(3, b'\\2\\0\\0\\0{{}}')"),
    _body(
        "a thousand threads",
        "error",
        "import threading, time\nthreads = [threading.Thread(target=time.sleep, args=(9,)) for _ in range(1000)]\nfor t in threads: t.start()\nreturn 'breach'",
    ),
    _body(
        "a thousand descriptors",
        "error",
        "kept = [os.dup(1) for _ in range(1000)]\nreturn 'breach'",
    ),
    _body("deep recursion", "error", "def down(): return down()\nreturn down()"),
    _body(
        "deep recursion in C",
        "error or timeout",
        "import sys\nsys.setrecursionlimit(10 ** 9)\nx = []\nfor _ in range(10 ** 6): x = [x]\nreturn repr(x)[:5]",
    ),
    _body("fill the disk by standard input", "error", "while True: os.write(0, b'x' * 10 ** 6)"),
    _body("a giant integer as result", "output", "return 1 << (1 << 26)"),
    _body("a giant list as result", "output", "return [0] * 10 ** 6"),
    _body("a deep list as result", "output", "x = []\nfor _ in range(5000): x = [x]\nreturn x"),
    _body("crash", "error", "ctypes.string_at(1)"),
    _body("abort", "error", "os.abort()"),
    _body(
        "stop itself",
        "timeout",
        "import signal\nos.kill(os.getpid(), signal.SIGSTOP)\nwhile True: pass",
    ),
    _body("close every descriptor", "error", "os.closerange(0, 64)"),
]

MORE_RESOURCES = [
    _body(
        "many threads at work",
        "timeout",
        "import hashlib, threading\n"
        "work = lambda: hashlib.pbkdf2_hmac('sha256', b'x', b'y', 10 ** 9)\n"
        "for _ in range(8): threading.Thread(target=work).start()\n"
        "work()",
    ),
    _body(
        "a dump every millisecond",
        "output or timeout",
        "import faulthandler\nfaulthandler.dump_traceback_later(0.001, repeat=True, file=1)\nwhile True: pass",
    ),
    _body(
        "full buffers in the kernel",
        "failed",
        "import socket\npairs = []\n"
        "try:\n    while True: pairs.append(socket.socketpair())\n"
        "except OSError: pass\n"
        "sent = 0\n"
        "for a, b in pairs:\n    for end in (a, b):\n        end.setblocking(False)\n"
        "        try:\n            while True: sent += end.send(bytes(65536))\n"
        "        except OSError: pass\n"
        "return 'breach' if sent > 64 << 20 else 'held'",
    ),
    _body(
        "a frame byte by byte",
        "timeout",
        "import struct, time\nframe = struct.pack('<I', 10 ** 6) + b'{{}}' * 9\n"
        "for byte in frame:\n    os.write(3, bytes([byte]))\n    time.sleep(0.1)",
    ),
    _body(
        "signals amid the runner's own work",
        "error or timeout or failed",
        "import signal\n"
        "def interrupt(*_): raise KeyboardInterrupt\n"
        "signal.signal(signal.SIGALRM, interrupt)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)\n"
        "return list(range(20000))",
    ),
    _body(
        "another channel in the place of the runner's",
        "error or timeout",
        "import socket\nkept = os.dup(3)\na, b = socket.socketpair()\nos.dup2(a.fileno(), 3)\n"
        "os.write(kept, b'\\x02\\0\\0\\0{{}}')\nwhile True: b.recv(99)",
    ),
    _body(
        "a result that is slow to hash",
        "output or failed or timeout",
        "return {n * (2 ** 61 - 1): n for n in range(3000)}",
    ),
    _body(
        "an exception that is slow to show",
        "timeout",
        "class Slow(Exception):\n    def __str__(self):\n        while True: pass\nraise Slow",
    ),
]
MORE_SECRETS = [
    _body(
        "what the first process was told",
        "failed",
        "import sys\n"
        "told = [*sys.argv, *sys.orig_argv, *map(str, vars(sys.flags).items() if hasattr(sys.flags, '__dict__') else [])]\n"
        "return 'breach' if '{environment}' in repr(told) or '{folder}' in repr(told) else 'held'",
    ),
    _body(
        "the last submission's code in memory",
        "failed",
        "import gc\n"
        "marks = ['only_in_the_' + 'submission_before']\n"
        "seen = [o for o in gc.get_objects() if type(o) is dict and marks[0] in o]\n"
        "return 'breach' if seen else 'held'",
    ),
]

ATTACKS = FILES + PROCESSES + KERNEL + RESOURCES + MORE_RESOURCES + MORE_SECRETS


# The right answer is "x7q" for 1 and something else for every other argument; student code
# cannot know it. Each program tries to be judged right all the same.
FORGERIES = [
    Attack("exit early", "", "import os\nos._exit(0)"),
    Attack("exit by exception", "", "raise SystemExit(0)"),
    Attack(
        "equal to everything",
        "",
        "class E:\n    def __eq__(s, o): return True\n    __hash__ = None\ndef f(x): return E()",
    ),
    Attack(
        "a str that equals everything",
        "",
        "class E(str):\n    def __eq__(s, o): return True\n    def __hash__(s): return 0\ndef f(x): return E('x')",
    ),
    Attack(
        "claims to be a str",
        "",
        "class E:\n    __class__ = str\n    def __eq__(s, o): return True\ndef f(x): return E()",
    ),
    Attack("not a number", "", "def f(x): return float('nan')"),
    Attack(
        "forged result in the channel",
        "",
        'import os, struct\ndef f(x):\n    b = b\'{"value":"x7q","after":{}}\'[:-5] + b\'"a"}\'\n    os.write(3, struct.pack(\'<I\', len(b)) + b)',
    ),
    Attack(
        "says passed",
        "",
        "import os, struct\nfor b in (b'{\"passed\":true}', b'{\"done\":{\"passed\":true}}'):\n    os.write(3, struct.pack('<I', len(b)) + b)\ndef f(x): return 1",
    ),
    Attack(
        "result of a wrong tag",
        "",
        'import os, struct\ndef f(x):\n    b = b\'{"value":{"equal":"anything"},"after":{}}\'\n    os.write(3, struct.pack(\'<I\', len(b)) + b)',
    ),
    Attack(
        "a number that is none",
        "",
        "import os, struct\ndef f(x):\n    b = b'{\"value\":NaN,\"after\":{}}'\n    os.write(3, struct.pack('<I', len(b)) + b)",
    ),
    Attack(
        "patched json",
        "",
        'import json, codify_runner.wire as w\nw._dumps = lambda m: \'{"value":"*","after":{}}\'\nw.encode = lambda *a: \'*\'\ndef f(x): return 1',
    ),
    Attack(
        "patched builtins",
        "",
        "import builtins\nbuiltins.AssertionError = Exception\nbuiltins.isinstance = lambda *a: True\nbuiltins.len = lambda x: 3\ndef f(x): return 1",
    ),
    Attack("quotes in the result", "", "def f(x): return \"x7q' or 'x\""),
    Attack(
        "searches the frames",
        "",
        "import sys\ndef f(x):\n    frame = sys._getframe()\n    while frame:\n        for v in list(frame.f_locals.values()) + list(frame.f_globals.values()):\n            if isinstance(v, str) and v.startswith('x7'): return v\n        frame = frame.f_back",
    ),
    Attack(
        "searches all objects",
        "",
        "import gc, re\ndef f(x):\n"
        "    seen = gc.get_objects()\n"
        "    for o in seen + [r for o in seen for r in gc.get_referents(o)]:\n"
        "        if type(o) is str and (found := re.search(r'x\\dq', o)): return found[0]",
    ),
    Attack(
        "searches the memory",
        "",
        "import ctypes, re\ndef f(x):\n"
        "    for base in {id(o) >> 20 << 20 for o in (x, [], {}, f, 'é' * 999, 2.5)}:\n"
        "        for page in range(base + (1 << 19), base + (1 << 20), 4096):\n"
        "            found = re.search(rb'x\\dq', ctypes.string_at(page, 4096))\n"
        "            if found: return found[0].decode()",
    ),
    Attack(
        "reads the inputs ahead",
        "",
        "import os\nahead = []\ndef f(x):\n    os.set_blocking(3, False)\n    try: ahead.append(os.read(3, 999))\n    except OSError: pass\n    os.set_blocking(3, True)\n    return 'x7q' if ahead else None",
    ),
    Attack(
        "a thread that answers later",
        "",
        'import os, struct, threading, time\ndef answer():\n    b = b\'{"value":"x70","after":{}}\'\n'
        "    for _ in range(50):\n        os.write(3, struct.pack('<I', len(b)) + b)\n        time.sleep(0.001)\n"
        "def f(x):\n    threading.Thread(target=answer).start()\n    return x",
    ),
    Attack(
        "a giant frame",
        "",
        "import os\ndef f(x):\n    os.write(3, b'\\xff\\xff\\xff\\x7f' + b'[' * 99)\n    while True: pass",
    ),
    Attack(
        "a frame that nests",
        "",
        "import os, struct\ndef f(x):\n    b = b'{\"value\":' + b'[' * 99_999 + b']' * 99_999 + b'}'\n    os.write(3, struct.pack('<I', len(b)) + b)",
    ),
    Attack(
        "a number of a million digits",
        "",
        "import os, struct\ndef f(x):\n    b = b'{\"value\":' + b'9' * 1_000_000 + b'}'\n    os.write(3, struct.pack('<I', len(b)) + b)",
    ),
    Attack(
        "a callback that the test never gave",
        "",
        'import os, struct\ndef f(x):\n    b = b\'{"callback":-999,"args":[],"kwargs":{}}\'\n    os.write(3, struct.pack(\'<I\', len(b)) + b)',
    ),
    Attack(
        "a class with the test's own names",
        "",
        "class x:\n    def __eq__(s, o): return True\n    def __ne__(s, o): return False\nx.__name__ = x.__qualname__ = 'str'\nx.__module__ = 'builtins'\ndef f(n): return x()",
    ),
    Attack(
        "a metaclass that agrees",
        "",
        "class M(type):\n    def __eq__(c, o): return True\n    def __hash__(c): return 0\n    def __instancecheck__(c, o): return True\nclass C(metaclass=M):\n    def __eq__(s, o): return True\ndef f(x): return C",
    ),
    Attack(
        "a dict that changes while it is read",
        "",
        "class D(dict):\n    def items(s): return [('x7q', 'x7q')]\n    def __eq__(s, o): return True\ndef f(x): return D()",
    ),
    Attack(
        "the test's globals through a callback's frame",
        "",
        "import sys\ndef f(x):\n    for m in list(sys.modules.values()):\n        for v in list(vars(m).values()):\n            if isinstance(v, str) and v.startswith('x7'): return v",
    ),
    Attack(
        "a module of the same name",
        "",
        "import sys, types\nm = types.ModuleType('codify_runner.wire')\nm.__getattr__ = lambda n: lambda *a, **k: 'x7q'\nsys.modules['codify_runner.wire'] = m\ndef f(x): return m",
    ),
    Attack(
        "a trace function that rewrites results",
        "",
        "import sys\ndef t(frame, event, arg):\n    frame.f_trace_opcodes = True\n    return t\nsys.settrace(t)\nsys.setprofile(t)\ndef f(x): return t",
    ),
    Attack(
        "an exit hook",
        "",
        "import atexit, os, sys\natexit.register(os._exit, 0)\ndef f(x): sys.exit(0)",
    ),
    Attack("an exception as the answer", "", "def f(x): raise AssertionError('x7q')"),
    Attack(
        "an exception named passed", "", "def f(x): raise type('passed', (BaseException,), {})()"
    ),
]


class Forgery(NamedTuple):
    """A program that tries to pass one test of kind ``code``, which nobody can by right."""

    name: str
    test: str
    code: str


_SEND = "import os, struct\ndef send(b):\n    os.write(3, struct.pack('<I', len(b)) + b)\n"
_LIAR = "class Liar:\n    def __eq__(self, other): return True\n    def __add__(self, o): return self\n    __radd__ = __add__\n"
_THING = "class Thing: pass\n"

# Where a test's own code talks to the program.
CONVERSATIONS = [
    Forgery(
        "claims that an argument came back, which the test trusts",
        "thing = Thing()\nassert f(thing) == 5",
        _SEND + "class Thing:\n    def __eq__(self, other): return True\n"
        'def f(x):\n    send(b\'{"value":null,"same":1,"after":[]}\')\n'
        '    while True:\n        os.read(3, 65536)\n        send(b\'{"value":true,"after":[]}\')\n',
    ),
    Forgery(
        "a function of the class gives what equals everything",
        "assert Thing.area(4) == 8",
        _LIAR
        + "class Thing:\n    @staticmethod\n    def area(x): return Liar()\ndef f(x): return 0",
    ),
    Forgery(
        "an operator gives what equals everything",
        "assert Thing() @ Thing() == 6 or 6 == Thing() @ Thing()",
        _LIAR + "class Thing:\n    def __matmul__(self, o): return Liar()\ndef f(x): return 0",
    ),
    Forgery(
        "an operator gives a subclass that equals everything",
        "assert Thing() + Thing() == 6",
        "class Thing:\n    def __add__(self, o): return Liar()\n"
        "class Liar(Thing):\n    def __eq__(self, o): return True\ndef f(x): return 0",
    ),
    Forgery(
        "making one gives another that equals everything",
        "assert Thing(3) == 6",
        "class Thing:\n    def __new__(cls, *a): return object.__new__(Liar)\n"
        "class Liar(Thing):\n    def __eq__(self, o): return True\ndef f(x): return 0",
    ),
    Forgery(
        "a size that equals everything",
        "assert abs(Thing()) == 6",
        _LIAR + "class Thing:\n    def __abs__(self): return Liar()\ndef f(x): return 0",
    ),
    Forgery(
        "says yes to every question",
        "assert f(1).isdigit() and f(2).is_integer()",
        _THING + "class Yes:\n    isdigit = is_integer = lambda self: True\ndef f(x): return Yes()",
    ),
    Forgery(
        "reads what is expected out of a callback's complaint",
        "def check(x): assert x == 4217\nassert f(check) == 4217",
        "import re\n"
        + _THING
        + "def f(check):\n    try: check(0)\n    except AssertionError as e:\n"
        "        return int(re.findall(r'\\d+', str(e))[-1])",
    ),
    Forgery(
        "describes its class as a kind of int",
        "assert isinstance(f(1), int)",
        _SEND
        + _THING
        + 'def f(x):\n    send(b\'{"value":{"h":[7,"x",8]},"classes":[[8,{"name":"int","bases":[{"h":[0,"int",0]}],'
        '"special":["__eq__","__class__"],"doc":""}]],"after":[]}\')\n    while True: pass\n',
    ),
    Forgery(
        "skips the test",
        "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(f(1), 2)",
        "import unittest\n" + _THING + "def f(x): raise unittest.SkipTest('not today')",
    ),
    Forgery(
        "skips the test as pytest would",
        "def test_it(): assert f(1) == 2",
        _THING
        + "class Skipped(Exception): pass\nSkipped.__module__ = 'codify_runner.inside.asserts'\ndef f(x): raise Skipped",
    ),
    Forgery(
        "goes on as if the test were another",
        "assert f(1) == 2",
        _THING
        + "class DivergedError(BaseException): pass\nDivergedError.__module__ = 'codify_runner.inside.tester'\ndef f(x): raise DivergedError",
    ),
    Forgery(
        "raises what the test waits for, from outside",
        "with raises(ZeroDivisionError): f(1)\nassert f(2) == 3",
        _THING + "def f(x): raise ZeroDivisionError",
    ),
    Forgery(
        "text without end",
        "assert str(f(1)) == 'right'",
        _SEND
        + _THING
        + 'def f(x):\n    while True:\n        send(b\'{"value":{"h":[7,"x",0]},"after":[]}\')\n        os.read(3, 65536)\n',
    ),
    Forgery(
        "calls back without end",
        "assert f(lambda: 1) == 2",
        _THING + "def f(g):\n    while True: g()",
    ),
    Forgery(
        "an exception with what is no argument",
        "with raises(ValueError) as info: f(1)\nassert info.value.args == (7,)",
        _LIAR
        + _THING
        + "class E(ValueError):\n    args = property(lambda self: (7,))\ndef f(x): raise E(Liar())",
    ),
    Forgery(
        "the reference's answer, found in memory",
        "assert f(1) == 'reference-' + str(77)",
        "import gc, re\n" + _THING + "def f(x):\n"
        "    seen = gc.get_objects()\n"
        "    for o in seen + [r for o in seen for r in gc.get_referents(o)]:\n"
        "        if type(o) is str and (found := re.search(r'reference-\\d+', o)): return found[0]",
    ),
]

# Programs against a property and generated calls, both with a reference that they cannot know.
LAWS = [
    Attack(
        "turns examples down as hypothesis would",
        "",
        "class UnsatisfiedAssumption(Exception): pass\ndef f(n): raise UnsatisfiedAssumption",
    ),
    Attack(
        "turns half of them down, under hypothesis's own name",
        "",
        "class UnsatisfiedAssumption(Exception): pass\nUnsatisfiedAssumption.__module__ = 'hypothesis.errors'\n"
        "def f(n):\n    if n % 2: raise UnsatisfiedAssumption\n    return 0",
    ),
    Attack(
        "says that the property is used wrongly",
        "",
        "class InvalidArgument(TypeError): pass\ndef f(n): raise InvalidArgument('no')",
    ),
    Attack(
        "reads the next question",
        "",
        "import os\nahead = []\ndef f(n):\n    os.set_blocking(3, False)\n"
        "    try: ahead.append(os.read(3, 65536))\n    except OSError: pass\n    os.set_blocking(3, True)\n"
        "    return 8 if not ahead else ahead[-1]",
    ),
    Attack(
        "answers before it is asked",
        "",
        "import os, struct, threading\n"
        "def pour():\n    n = 0\n    while True:\n"
        "        b = b'{\"value\":%d,\"after\":[]}' % (n % 1000)\n        os.write(3, struct.pack('<I', len(b)) + b)\n        n += 1\n"
        "threading.Thread(target=pour, daemon=True).start()\ndef f(n): return 1",
    ),
    Attack(
        "gives back what it was given",
        "",
        "import os\ndef f(n):\n    os.write(3, b'\\0')\n    return n",
    ),
]
