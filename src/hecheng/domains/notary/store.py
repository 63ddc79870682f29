"""The tree's nodes in a table, for the engine's `NodeStore`."""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Q

from hecheng.domains.notary.models import Node


class DatabaseNodes:
    """Complete-subtree hashes by (level, index)."""

    def get(self, nodes: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """Those of `nodes` that exist, in one query."""
        by_level: dict[int, list[int]] = defaultdict(list)
        for level, index in nodes:
            by_level[level].append(index)
        if not by_level:
            return {}
        wanted = functools.reduce(operator.or_, (Q(level=level, index__in=of) for level, of in by_level.items()))
        rows = Node.objects.filter(wanted).values_list("level", "index", "hash")
        return {(level, index): bytes(value) for level, index, value in rows}

    def put(self, nodes: Mapping[tuple[int, int], bytes]) -> None:
        """Store new nodes; the database refuses one that exists."""
        Node.objects.bulk_create(
            [Node(level=level, index=index, hash=value) for (level, index), value in nodes.items()], batch_size=5000
        )
