"""Rows are written by actions alone: pages, API, jobs, commands and the demo call them, and read through queries.

A call that only looks like a write (a form, a dictionary, a hash) says so beside it: `# no row: …`.
"""

import ast

from .source import Module, calls, modules

FACES = ("src/hecheng/web", "src/hecheng/api", "src/hecheng/jobs", "src/hecheng/cli")
DEMO = "src/hecheng/demo"
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "asave", "acreate", "aupdate", "adelete", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create",
}  # fmt: skip
MANAGERS = {"objects", "_default_manager", "_base_manager"}
EXCUSE = "# no row: "


def excused(module: Module, node: ast.AST) -> bool:
    last = getattr(node, "end_lineno", 1)
    return any(EXCUSE in line for line in module.lines[node.lineno - 1 : last])  # type: ignore[attr-defined]  # calls have lines


def test_only_actions_write_rows() -> None:
    found = [
        f"{module.place(call)}: {ast.unparse(call.func)}(…)"
        for module in modules(*FACES, DEMO)
        for call in calls(module)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES and not excused(module, call)
    ]
    assert found == []


def test_only_domains_ask_model_managers() -> None:
    found = [
        f"{module.place(node)}: {ast.unparse(node)}"
        for module in modules(*FACES)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and not excused(module, node)
    ]
    assert found == []
