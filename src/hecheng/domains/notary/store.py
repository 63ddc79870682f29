"""The tree's nodes in a table, for the engine's `NodeStore`."""

from hecheng.domains.notary.models import Node


class DatabaseNodes:
    """Reads complete-subtree hashes from the table; keeps what is put until `written()` hands it over for one insert."""

    def __init__(self) -> None:
        self._put: dict[tuple[int, int], bytes] = {}
        self._read: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        """Raises KeyError when that subtree is not complete."""
        place = (level, index)
        if place in self._put:
            return self._put[place]
        if place not in self._read:
            found = Node.objects.filter(level=level, index=index).values_list("hash", flat=True).first()
            if found is None:
                raise KeyError(place)
            self._read[place] = bytes(found)
        return self._read[place]

    def put(self, level: int, index: int, value: bytes) -> None:
        self._put[level, index] = value

    def written(self) -> list[Node]:
        return [Node(level=level, index=index, hash=value) for (level, index), value in self._put.items()]
