"""The embedded server's files: where they lie, and making them once."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codify_jupyter.database.binaries import Binaries
from codify_jupyter.database.errors import EmbeddedServerError
from codify_jupyter.database.service_user import ServiceUser, needed_service_user

SUPERUSER = "codify"
_ROOTS_STATE = Path("/var/lib/codify")
# A socket's path holds 108 bytes on Linux and 104 on macOS, "/.s.PGSQL.5432" included.
# PostgreSQL and libpq give commas, quotes and "@" in it a meaning of their own.
_PLAIN_SOCKET_FOLDER = re.compile(r"[A-Za-z0-9_./+-]{1,88}")
_SETTINGS = """\
# Written at every start of the server; changes here are lost.
listen_addresses = ''
port = 5432
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 32MB
wal_level = minimal
max_wal_senders = 0
max_wal_size = 128MB
min_wal_size = 16MB
jit = off
timezone = 'UTC'
lc_messages = 'C'
logging_collector = off
# Students' code must not get into the log, neither as a statement nor as a row that was refused.
log_min_messages = warning
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The files of one embedded server."""

    state: Path
    """Holds all the rest, but perhaps the sockets."""
    sockets: Path
    user: ServiceUser | None
    """Who owns the data and runs the server; None for ourselves."""

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.state / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.state / "server.log"

    @property
    def password(self) -> str:
        """The server's password; only we can read it."""
        return (self.state / "password").read_text()

    @property
    def major(self) -> int | None:
        """The PostgreSQL version that made the data; None when there is none."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def prepare(self) -> None:
        """Make the directories, or see that they are ours and nobody else's."""
        if self.user is None:
            _own_directory(self.state, os.geteuid(), 0o700)
        else:
            # The service user must come through to the data, without seeing what is here.
            _own_directory(self.state, 0, 0o711)
        owner = os.geteuid() if self.user is None else self.user.uid
        _own_directory(self.sockets, owner, 0o700)
        if self.user is not None and not self.user.can_enter(self.state):
            raise EmbeddedServerError(
                f"PostgreSQL runs as the user {self.user.name!r}, who cannot reach {self.state}. "
                "Set CODIFY_HOME to a folder that this user can reach."
            )

    def write_settings(self) -> None:
        """Write what must fit this start: a moved home has other paths."""
        unfinished = self.state / "server.conf.new"
        unfinished.write_text(_SETTINGS.format(sockets=self.sockets))
        unfinished.chmod(0o644)
        unfinished.replace(self.state / "server.conf")

    def initialise(self, binaries: Binaries) -> None:
        """Make the data directory: all of it or nothing.

        Raises:
            EmbeddedServerError: when ``initdb`` fails, with its words.
        """
        unfinished = self.state / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)  # left by a start that was killed
        password_file = self.sockets / "password"
        try:
            self._new_password(password_file)
            _own_directory(unfinished, self._uid, 0o700)
            run_program(
                self,
                [
                    binaries.program("initdb"),
                    f"--pgdata={unfinished}",
                    f"--username={SUPERUSER}",
                    "--auth=scram-sha-256",
                    f"--pwfile={password_file}",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--wal-segsize=4",
                    "--no-instructions",
                ],
            )
            # Relative, so that the home may be moved. The folder belongs to the service
            # user: as root we follow no link that might lie there.
            settings = os.open(
                unfinished / "postgresql.conf", os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW
            )
            try:
                os.write(settings, b"\ninclude '../server.conf'\n")
            finally:
                os.close(settings)
            unfinished.rename(self.data)
        except OSError as error:
            raise EmbeddedServerError(
                f"The database could not be set up in {self.state}: {error}"
            ) from error
        finally:
            password_file.unlink(missing_ok=True)
            shutil.rmtree(unfinished, ignore_errors=True)

    @property
    def _uid(self) -> int:
        return os.geteuid() if self.user is None else self.user.uid

    def _new_password(self, for_initdb: Path) -> None:
        password = secrets.token_urlsafe(32)
        ours = self.state / "password"
        ours.unlink(missing_ok=True)
        for_initdb.unlink(missing_ok=True)
        _write_secret(ours, password)
        _write_secret(for_initdb, password + "\n")
        if self.user is not None:
            os.chown(for_initdb, self.user.uid, self.user.gid, follow_symlinks=False)


def locate(home: Path) -> Cluster:
    """Where the server of ``home`` has its files; nothing is made yet.

    They lie in ``home/postgresql``. As root, when the service user cannot get there
    (root's own home is closed to others), they lie under ``/var/lib/codify`` instead,
    and stay where they once are.
    """
    user = needed_service_user()
    home = home.expanduser().absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerError(
            f"The folder {home} could not be made: {error.strerror}. "
            "Set CODIFY_HOME to a folder you can write to."
        ) from error
    home = home.resolve()
    mark = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    state = home / "postgresql"
    if user is not None and not (state / "data").exists():
        elsewhere = _ROOTS_STATE / mark
        if (elsewhere / "data").exists() or not user.can_enter(home):
            state = elsewhere
    sockets = state / "sockets"
    if not _PLAIN_SOCKET_FOLDER.fullmatch(str(sockets)):
        sockets = Path("/tmp") / f"codify-{os.geteuid()}-{mark}"  # noqa: S108  0700 and checked
    return Cluster(state, sockets, user)


def run_program(
    cluster: Cluster, command: list[str], environment: Mapping[str, str] | None = None
) -> None:
    """Run one of PostgreSQL's programs as the server's user.

    Raises:
        EmbeddedServerError: when it fails, with the last of what it said.
    """
    try:
        subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env=server_environment() | dict(environment or {}),
            timeout=300,
            check=True,
            **(cluster.user.popen_arguments if cluster.user else {}),
        )
    except subprocess.CalledProcessError as error:
        raise EmbeddedServerError(explain_failure(error.output, cluster.state)) from error
    except subprocess.TimeoutExpired as error:
        raise EmbeddedServerError(f"{Path(command[0]).name} took more than 5 minutes.") from error


def server_environment() -> dict[str, str]:
    """Ours, without what would send PostgreSQL's programs elsewhere, and in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def explain_failure(output: str, state: Path) -> str:
    """What a person can do about what PostgreSQL said."""
    said = [line.strip() for line in output.splitlines() if line.strip()]
    faults = [line for line in said if re.search(r"FATAL|PANIC|ERROR|error:", line)]
    words = " ".join((faults or said)[-3:])
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return f"The disk that holds {state} is full: free some space and try again. ({words})"
    return f"The embedded PostgreSQL did not start: {words} (All of it is in {state}/server.log.)"


def _own_directory(path: Path, uid: int, mode: int) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=mode)
        found = path.lstat()
        if os.geteuid() == 0 and found.st_uid == 0 and uid != 0 and stat.S_ISDIR(found.st_mode):
            os.chown(path, uid, -1, follow_symlinks=False)
            found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
            raise EmbeddedServerError(
                f"{path} belongs to somebody else. Remove it, or set CODIFY_HOME to another folder."
            )
        if stat.S_IMODE(found.st_mode) != mode:
            path.chmod(mode)
    except OSError as error:
        raise EmbeddedServerError(
            f"The folder {path} could not be made: {error.strerror}. "
            "Set CODIFY_HOME to a folder you can write to."
        ) from error


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)
