"""What checking a bundle turns up: a stable code, the place in the bundle, and the particulars for the sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing found. `place` is a file, with a line or number where it has one; `words.sentence` says it to people."""

    code: str
    place: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


class Unreadable(Exception):  # noqa: N818  # named for what the bundle is
    """The bundle (or key, or vector file) cannot be read as what it claims to be; nothing can be said of its truth."""

    def __init__(self, code: str, place: str = "", **params: str | int) -> None:
        super().__init__(f"{code} {place} {params or ''}".strip())
        self.finding = Finding(code, place, params)
