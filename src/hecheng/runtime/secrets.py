"""Keys and passwords: from the environment, else from `var/secrets`, made at random when first asked for."""

import os
import secrets as randomness
from pathlib import Path

from hecheng.runtime.errors import NotReady
from hecheng.runtime.folders import var_folder

#: every key there is, and what it guards; whoever runs a server gives them all and keeps a copy
KEYS = {
    "django": "sessions and signed links",
    "encryption": "names, phones and addresses in the database",
    "blind-index": "looking up a person by phone or identity number",
    "log-signing": "signatures under the log's checkpoints",
}


def variable(name: str) -> str:
    """The environment variable that overrides the key's file."""
    return f"HECHENG_{name.upper().replace('-', '_')}_KEY"


def secret(name: str, bytes: int = 32) -> bytes:
    """The key called `name` (one of `KEYS`), `bytes` long.

    `HECHENG_<NAME>_KEY` (hexadecimal) overrides the file `var/secrets/<name>`. Raises `NotReady` when the value is not
    hexadecimal or too short, and, beside a `DATABASE_URL`, when there is neither: a second machine that quietly made
    its own key could not read what the first one encrypted.
    """
    assert name in KEYS, f"the key {name!r} is not listed in KEYS"
    path, given = _path(name), os.environ.get(variable(name))
    if given is not None:
        return _decoded(given, bytes, variable(name))
    if not path.exists():
        if os.environ.get("DATABASE_URL"):
            raise NotReady(
                f"Beside DATABASE_URL the keys must be given: set {variable(name)} (`openssl rand -hex {bytes}` makes one) "
                f"or put it into {path}."
            )
        _create(path, randomness.token_hex(bytes))
    return _decoded(path.read_text(), bytes, str(path))


def password(name: str) -> str:
    """A password of this machine's own database, kept in `var/secrets/<name>`; letters and digits only."""
    path = _path(name)
    if not path.exists():
        _create(path, randomness.token_hex(24))
    return path.read_text().strip()


def _path(name: str) -> Path:
    return var_folder() / "secrets" / name


def _decoded(text: str, length: int, source: str) -> bytes:
    try:
        value = bytes.fromhex(text.strip())
    except ValueError:
        raise NotReady(f"{source} must be {length * 2} hexadecimal digits.") from None
    if len(value) < length:
        raise NotReady(f"{source} is too short: it must be {length * 2} hexadecimal digits.")
    return value


def _create(path: Path, text: str) -> None:
    """Write a new file readable by its owner alone; whoever comes second keeps the first one's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{randomness.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike a rename, a link never replaces a key somebody already uses
    except FileExistsError:
        pass
    finally:
        draft.unlink()
