"""The project's own text as the checks see it: tracked files, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hecheng.runtime import root

ROOT = root()


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root, its lines, its tree."""

    path: Path
    lines: list[str]
    tree: ast.Module

    def place(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def line(self, node: ast.AST) -> str:
        return self.lines[getattr(node, "lineno", 1) - 1]


@cache
def tracked() -> tuple[Path, ...]:
    """The committed files, from the root."""
    listing = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    paths = (Path(name) for name in listing.split("\0") if name)
    return tuple(path for path in paths if (ROOT / path).is_file())


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """The Python files below these folders (all, without any), but for migrations, which Django writes."""
    return tuple(_parsed(path) for path in tracked() if _wanted(path, folders))


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(module: Module) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node


def _wanted(path: Path, folders: tuple[str, ...]) -> bool:
    below = not folders or any(path.is_relative_to(folder) for folder in folders)
    return below and path.suffix == ".py" and "migrations" not in path.parts


def _parsed(path: Path) -> Module:
    text = (ROOT / path).read_text()
    return Module(path, text.splitlines(), ast.parse(text, str(path)))
