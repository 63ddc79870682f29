"""One way to announce: a domain adds its items in one module, found by autodiscovery; readers walk them in order of code."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Coded(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


class Registry(Generic[T]):
    """Items by unique code."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, T] = {}

    def add(self, item: T) -> T:
        if item.code in self._items:
            raise ValueError(f"{self.what} {item.code} is announced twice")
        self._items[item.code] = item
        return item

    def get(self, code: str) -> T | None:
        return self._items.get(code)

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._items.values(), key=lambda item: item.code))

    def __len__(self) -> int:
        return len(self._items)
