"""Where things are, said from where the reader stands: what they know anyway is left out."""

from __future__ import annotations

from collections.abc import Iterable

from hecheng.domains.areas.queries import STEP, name_paths

#: how many names of a path a prefix of so many digits has said already
SAID = {6: 1, 9: 2}


def paths_below(codes: Iterable[str], *prefixes: str) -> dict[str, str]:
    """Paths of these areas without what the one prefix in which somebody works has said; one query."""
    said = SAID.get(len(prefixes[0]), 0) if len(prefixes) == 1 else 0
    paths = name_paths(codes)
    return {code: STEP.join(path.split(STEP)[said:]) or path for code, path in paths.items()}
