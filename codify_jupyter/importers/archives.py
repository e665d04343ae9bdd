"""Courses that come as a ZIP file: unpacked for a while, within bounds."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from codify_jupyter.importers.source_text import MAX_FILES
from codify_jupyter.importers.trouble import ImportTrouble

_SUFFIXES = (".zip", ".kpp")
_MAX_BYTES = 512 * 1024 * 1024
_CHUNK = 1 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The path itself; of a ZIP file a folder with what is in it, which is gone afterwards.

    Links, and members that would leave the folder, are not unpacked.

    Raises:
        ImportTrouble: the file is no ZIP file, or too large unpacked.
    """
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="codify-import-") as temporary:
        folder = Path(temporary) / path.stem
        folder.mkdir()
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, folder)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise ImportTrouble(f"{path}: cannot be unpacked: {error}") from None
        except RuntimeError:  # a password is needed
            raise ImportTrouble(f"{path}: is encrypted; unpack it first") from None
        yield folder


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    members = archive.infolist()
    if len(members) > MAX_FILES:
        raise ImportTrouble(f"{archive.filename}: holds more than {MAX_FILES} files")
    room = _MAX_BYTES
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        if member.is_dir() or is_link or name.is_absolute() or ".." in name.parts:
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("wb") as written:
            # What a member says of its size may be a lie.
            while block := source.read(min(_CHUNK, room + 1)):
                room -= len(block)
                if room < 0:
                    raise ImportTrouble(
                        f"{archive.filename}: holds more than {_MAX_BYTES >> 20} MiB unpacked"
                    )
                written.write(block)
