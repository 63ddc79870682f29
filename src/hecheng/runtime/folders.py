"""Where the program keeps what it makes: everything lies under one folder, `var`."""

import os
from pathlib import Path

from hecheng.runtime.errors import NotReady


def root() -> Path:
    """The project's folder (the one with `pyproject.toml`)."""
    folder = Path(__file__).resolve().parents[3]
    if not (folder / "pyproject.toml").is_file():
        raise NotReady("Hecheng runs from an installed package: say where it may keep its data with HECHENG_VAR.")
    return folder


def var_folder() -> Path:
    """The folder of databases, secrets, files and pid files: `HECHENG_VAR`, else `<project>/var`; created if missing."""
    named = os.environ.get("HECHENG_VAR")
    folder = Path(named).resolve() if named else root() / "var"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
