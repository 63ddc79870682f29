"""What will be played, in the order of time; each act runs with the clock held at its moment."""

from __future__ import annotations

import functools
import heapq
import itertools
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from hecheng.kernel import clock

Act = Callable[[], object]
#: acts in one transaction
TOGETHER = 100


class Agenda:
    """Acts by moment; an act may add later ones. What lies after the end is not played: it is still to come."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = itertools.count()
        self.played = 0

    def at(self, moment: datetime, act: Callable[..., object], *what: object) -> None:
        """Let `act(*what)` happen at a moment."""
        entry: tuple[datetime, int, Act] = (moment, next(self._order), functools.partial(act, *what))
        heapq.heappush(self._acts, entry)

    def __len__(self) -> int:
        return len(self._acts)

    def play(self, until: datetime, progress: Callable[[int, int], None] | None = None) -> None:
        """Play everything up to `until`; `progress(played, known)` now and then."""
        while self._acts and self._acts[0][0] <= until:
            with transaction.atomic():  # one flush to disk for many acts of the past
                self._some(until)
            if progress is not None:
                progress(self.played, self.played + len(self._acts))

    def _some(self, until: datetime) -> None:
        for _n in range(TOGETHER):
            if not self._acts or self._acts[0][0] > until:
                return
            moment, _order, act = heapq.heappop(self._acts)
            with clock.at(moment):
                act()
            self.played += 1
