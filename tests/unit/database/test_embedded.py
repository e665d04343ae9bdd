"""The embedded server: private, mended after every kind of death, gone with its last client."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import stat
from pathlib import Path

import psutil
import psycopg
import pytest

from codify_jupyter.database import (
    EmbeddedPostgres,
    cluster,
    default_home,
)
from codify_jupyter.database.binaries import find_binaries
from codify_jupyter.database.embedded import start_embedded
from codify_jupyter.database.postmaster import live_postmaster

from .conftest import (
    CLIENT,
    keeper_of,
    kill,
    needs_root,
    outcome_as_nobody,
    query,
    spawn,
    stop,
    wait_until,
)


def test_data_outlive_the_server_and_the_server_goes_with_its_last_client(home: Path) -> None:
    first, second = EmbeddedPostgres(home), EmbeddedPostgres(home)
    first.start()
    second.start()
    query(first, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.stop()
    assert query(second, "SELECT answer FROM kept") == 42
    stop(second)
    again = EmbeddedPostgres(home)
    again.start()
    assert query(again, "SELECT answer FROM kept") == 42
    stop(again)


def test_nothing_of_it_is_open_to_others(new_home: Path) -> None:
    server = EmbeddedPostgres(new_home)
    server.start()
    files = server.cluster
    assert stat.S_IMODE(files.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(files.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE((files.state / "password").stat().st_mode) == 0o600
    assert stat.S_IMODE((files.sockets / ".s.PGSQL.5432").stat().st_mode) == 0o700
    pid = live_postmaster(files.data)
    assert pid is not None
    assert psutil.Process(pid).net_connections("inet") == []
    assert query(server, "SHOW password_encryption") == "scram-sha-256"
    assert query(server, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'trust'") == 0
    assert files.password not in repr(server.url)
    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=str(files.sockets), user="codify", password=password, dbname="codify"
            )
    stop(server)


@needs_root
def test_another_user_of_the_machine_gets_nowhere(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    files = server.cluster
    assert files.user is not None
    assert files.user.name != "nobody"
    path = str(files.sockets / ".s.PGSQL.5432")
    with socket.socket(socket.AF_UNIX) as ours:
        ours.connect(path)

    def connect() -> None:
        with socket.socket(socket.AF_UNIX) as theirs:
            theirs.connect(path)

    assert outcome_as_nobody(connect) == "PermissionError"
    assert outcome_as_nobody((files.state / "password").read_text) == "PermissionError"
    assert outcome_as_nobody(lambda: list(files.data.iterdir())) == "PermissionError"
    assert outcome_as_nobody(lambda: list(files.state.iterdir())) == "PermissionError"
    assert outcome_as_nobody(files.log.read_text) == "PermissionError"
    stop(server)


def test_six_processes_at_once_share_one_server(new_home: Path) -> None:
    clients = [spawn(CLIENT, new_home) for _ in range(6)]
    data = {client.stdout.readline().strip() for client in clients if client.stdout}
    assert len(data) == 1, [client.communicate() for client in clients]
    (path,) = map(Path, data)
    assert live_postmaster(path) is not None
    for client in clients:
        client.communicate()
        assert client.returncode == 0
    wait_until(lambda: live_postmaster(path) is None, "the end after the sixth client")


def test_a_killed_client_leaves_no_server_behind(home: Path) -> None:
    client = spawn(CLIENT, home)
    assert client.stdout is not None
    data = Path(client.stdout.readline().strip())
    assert live_postmaster(data) is not None
    client.kill()
    client.communicate()
    wait_until(lambda: live_postmaster(data) is None, "the end after the client's")


def test_a_killed_server_is_started_again_with_its_data(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    query(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    pid = live_postmaster(server.cluster.data)
    assert pid is not None
    psutil.Process(pid).kill()
    server.start()
    assert live_postmaster(server.cluster.data) not in (None, pid)
    assert query(server, "SELECT answer FROM kept") == 42
    stop(server)


def test_a_killed_keeper_leaves_no_server_behind(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    kill(keeper_of(server.cluster.data))
    stop(server)


def test_a_server_left_by_keeper_and_client_is_taken_over(home: Path) -> None:
    client = spawn(CLIENT, home)
    assert client.stdout is not None
    data = Path(client.stdout.readline().strip())
    pid = live_postmaster(data)
    kill(keeper_of(data))
    client.kill()
    client.communicate()
    server = EmbeddedPostgres(home)
    server.start()
    assert live_postmaster(data) == pid
    stop(server)


def test_an_ordinary_user_runs_it_as_himself(new_home: Path) -> None:
    new_home.mkdir()
    if os.geteuid() == 0:
        os.chown(new_home, 65534, 65534)
    client = spawn(CLIENT, new_home, ordinary_user=True)
    assert client.stdout is not None
    line = client.stdout.readline().strip()
    assert line, client.communicate()
    data = Path(line)
    pid = live_postmaster(data)
    assert pid is not None
    assert psutil.Process(pid).uids().real == new_home.stat().st_uid != 0
    client.communicate()
    wait_until(lambda: live_postmaster(data) is None, "the server's end")


@needs_root
def test_root_gives_the_server_to_a_service_user(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    pid = live_postmaster(server.cluster.data)
    assert pid is not None
    assert psutil.Process(pid).uids().real != 0
    assert keeper_of(server.cluster.data).uids().real != 0
    stop(server)


@needs_root
def test_roots_closed_home_is_left_for_a_place_the_server_can_reach(
    reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = reachable / "root"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(cluster, "_ROOTS_STATE", reachable / "var")
    server = EmbeddedPostgres(closed / "home")
    server.start()
    assert server.cluster.data.is_relative_to(reachable / "var")
    query(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    stop(server)
    closed.chmod(0o755)  # where the data once are, they stay
    server = EmbeddedPostgres(closed / "home")
    server.start()
    assert query(server, "SELECT answer FROM kept") == 42
    stop(server)


@needs_root
def test_programs_in_roots_virtual_environment_are_copied(
    reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = find_binaries(None, None, reachable).folder
    package = ours.parent.parent
    closed = reachable / "root"
    closed.mkdir(mode=0o700)
    installation = closed / "lib" / package.name / ours.parent.name
    ignored = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(ours.parent, installation, symlinks=True, ignore=ignored)
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, closed / "lib" / libraries.name)
    monkeypatch.setenv("CODIFY_POSTGRES_BIN", str(installation / "bin"))

    server = EmbeddedPostgres(reachable / "home")
    server.start()
    pid = live_postmaster(server.cluster.data)
    assert pid is not None
    assert Path(psutil.Process(pid).exe()).is_relative_to(server.cluster.state)
    assert query(server, "SELECT 1") == 1
    stop(server)


async def test_a_cancelled_start_leaves_no_server_behind(new_home: Path) -> None:
    starting = asyncio.create_task(start_embedded(new_home))
    data = new_home / "postgresql" / "data"
    while not data.exists():  # noqa: ASYNC110  a thread makes it
        await asyncio.sleep(0.01)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    lock = new_home / "postgresql" / "clients.lock"
    await asyncio.to_thread(wait_until, lambda: nobody_holds(lock), "the client's leaving")
    await asyncio.to_thread(wait_until, lambda: live_postmaster(data) is None, "the server's end")


def nobody_holds(lock: Path) -> bool:
    return not any(file.path == str(lock) for file in psutil.Process().open_files())


def test_the_log_holds_no_code(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    query(server, "CREATE TABLE guarded (code text CHECK (length(code) < 5))")
    with pytest.raises(psycopg.errors.CheckViolation):
        query(server, "INSERT INTO guarded VALUES ('my_private_helper')")
    stop(server)
    assert "my_private_helper" not in server.cluster.log.read_text()


def test_the_home_may_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODIFY_HOME", str(tmp_path / "chosen"))
    assert default_home() == tmp_path / "chosen"
    monkeypatch.delenv("CODIFY_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_home().name == "codify"
