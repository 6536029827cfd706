"""Where a batch puts its files: a folder, or anything that fsspec knows (S3, Azure, memory). Whole files or none."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from model.errors import InputError, Problem
from model.language import _
from model.publish.whole import PART, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fsspec import AbstractFileSystem

KEPT: Final = ".herijk"  # what the batch itself keeps, inside the folder


class Store:
    """A folder, near or far.

    Parameters
    ----------
    url : str
        Path of a folder, or an address such as ``s3://bucket/folder``. Keys of a cloud come from its own settings in
        the environment, never from here.

    Raises
    ------
    InputError
        The kind of address is not known, or its package is not installed.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.folder: Path | None = None
        self._far: AbstractFileSystem | None = None
        if "://" not in url:
            self.folder = Path(url)
            return
        import fsspec

        try:
            self._far, self._root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise InputError(Problem(_("This address cannot be used: {why}", why=error), found=url)) from None

    def __reduce__(self) -> tuple[type[Store], tuple[str]]:
        """Travel to a worker as an address."""
        return type(self), (self.url,)

    def put(self, name: str, content: str | bytes) -> str:
        """Write a file at once.

        Returns
        -------
        str
            SHA-256 of the content, hex.
        """
        told = content.encode() if isinstance(content, str) else content
        if self._far is None:
            replace_file(self._path(name), told)
        else:
            path = self._there(name)
            self._far.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._far.pipe_file(path, told)  # an object store shows an object when all of it is there
        return hashlib.sha256(told).hexdigest()

    def get(self, name: str) -> bytes | None:
        """Content of a file; None if it is not there."""
        try:
            if self._far is None:
                return self._path(name).read_bytes()
            return bytes(self._far.cat_file(self._there(name)))
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> Iterator[str]:
        """Names of the files in a folder of the store, sorted; nothing if it is not there."""
        if self._far is None:
            found = [one.name for one in self._path(folder).glob("[!.]*") if one.is_file()]
        else:
            try:
                found = [PurePosixPath(one).name for one in self._far.ls(self._there(folder), detail=False)]
            except FileNotFoundError:
                found = []
        yield from sorted(found)

    def has(self, name: str, digest: str) -> bool:
        """Whether a file is there with this SHA-256."""
        content = self.get(name)
        return content is not None and hashlib.sha256(content).hexdigest() == digest

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        if self._far is None:
            self._path(name).unlink(missing_ok=True)
        elif self._far.exists(self._there(name)):
            self._far.rm_file(self._there(name))

    def clear(self) -> None:
        """Put away what killed processes left half; only for who holds the lock."""
        if self.folder is not None:
            for folder in (self.folder, *(self.folder / KEPT).glob("*/")):
                for one in folder.glob(f"{PART}*"):
                    one.unlink(missing_ok=True)
            shutil.rmtree(results_folder(self), ignore_errors=True)

    def _path(self, name: str) -> Path:
        assert self.folder is not None  # noqa: S101 - only asked of a folder
        return self.folder.joinpath(*_parts(name))

    def _there(self, name: str) -> str:
        return "/".join((self._root.rstrip("/"), *_parts(name)))


def results_folder(store: Store) -> Path:
    """Folder on this machine for what was calculated; large, and gone when the batch is done."""
    if store.folder is not None:
        return store.folder / KEPT / "bundles"
    from model.engine.compiled import cache_folder

    return (cache_folder() or Path(tempfile.gettempdir())) / "bundles"


def inside(name: str) -> bool:
    """Whether a name stays inside the folder of a batch."""
    path = PurePosixPath(name)
    return bool(path.parts) and ".." not in path.parts and not path.is_absolute() and "\\" not in name


def _parts(name: str) -> tuple[str, ...]:
    """Parts of a name; raises ValueError where it would leave the folder."""
    if not inside(name):
        msg = f"{name!r} is no name inside the folder of a batch"
        raise ValueError(msg)
    return PurePosixPath(name).parts
