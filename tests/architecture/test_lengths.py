"""Files and functions are short enough to be read whole. One that must be longer says why: `# long: …`."""

import re

from .source import ROOT, functions, modules, tracked

FILE, FUNCTION = 400, 50
REASON = re.compile(r"(#|//|/\*|\{#|<!--) long: \w+")


def test_no_file_is_longer_than_400_lines() -> None:
    code = [
        path
        for path in tracked()
        if path.suffix in (".py", ".js", ".css", ".html") and "migrations" not in path.parts and path.parts[0] != "data"
    ]
    texts = {path: (ROOT / path).read_text().splitlines() for path in code}
    long = [f"{path}: {len(lines)} lines" for path, lines in texts.items() if len(lines) > FILE]
    assert [line for line in long if not _excused(texts, line)] == []


def _excused(texts: dict, line: str) -> bool:
    path = next(path for path in texts if line.startswith(f"{path}:"))
    return any(REASON.search(text) for text in texts[path][:10])


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{module.place(function)}: {function.name} has {length} lines"
        for module in modules()
        for function in functions(module)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION
        and not REASON.search(module.line(function))
    ]
    assert long == []
