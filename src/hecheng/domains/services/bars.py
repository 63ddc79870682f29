"""Pairs that a plan must not hold, for reasons the engine does not know: history, other duties, particular clearances."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from hecheng.domains.people.models import Clearance
from hecheng.domains.services.models import Dispatch, Need, PlanLine, Signup

#: somebody busy elsewhere needs this long to come from there
MARGIN = timedelta(minutes=40)


class Bars:
    """Barred (volunteer, order) pairs of one planning run, by the run's indexes.

    Barred from the start: who was asked before, whoever answered how; one's own need; who lacks that very clearance; who
    serves elsewhere at that time.
    """

    def __init__(self, needs: Sequence[Need], people: Sequence[uuid.UUID], horizon: date) -> None:
        self.needs = needs
        self.volunteer = {person: index for index, person in enumerate(people)}
        self.order = {need.pk: index for index, need in enumerate(needs)}
        self.pairs: set[tuple[int, int]] = set()
        for person, need_id in Dispatch.objects.filter(need__in=self.order).values_list("person_id", "need_id"):
            self.bar(person, need_id)
        for need in needs:
            for own in (need.asked_by_id, need.beneficiary_id):
                self.bar(own, need.pk)
        self._bar_unclear(horizon)
        begin, end = min(n.starts for n in needs) - MARGIN, max(n.ends for n in needs) + MARGIN
        duties = Signup.objects.filter(state=Signup.State.ACTIVE, during__overlap=(begin, end), person__in=people)
        for person, during in duties.values_list("person_id", "during"):
            self.bar_while(person, during.lower, during.upper)

    def bar(self, person: uuid.UUID | None, need: uuid.UUID) -> None:
        """This person must not serve this need."""
        if person in self.volunteer and need in self.order:
            self.pairs.add((self.volunteer[person], self.order[need]))

    def bar_while(self, person: uuid.UUID, starts: datetime, ends: datetime) -> None:
        """This person is elsewhere from `starts` to `ends`."""
        for need in self.needs:
            if need.starts < ends + MARGIN and starts < need.ends + MARGIN:
                self.bar(person, need.pk)

    def add_lines(self, lines: Iterable[PlanLine]) -> None:
        """What people decided on the draft: removed stays removed, locked keeps that person busy."""
        for line in lines:
            if line.removed:
                self.bar(line.person_id, line.need_id)
            elif line.locked:
                self.bar_while(line.person_id, line.need.starts, line.need.ends)

    def _bar_unclear(self, horizon: date) -> None:
        """Cleared for one kind of work, asked for the other: the engine has one flag for both."""
        held: dict[uuid.UUID, set[str]] = defaultdict(set)
        for person, kind in Clearance.objects.filter(until__gte=horizon).values_list("person_id", "kind"):
            held[person].add(kind)
        for need in self.needs:
            if need.offering.safeguarding != "none":
                for person, kinds in held.items():
                    if need.offering.safeguarding not in kinds:
                        self.bar(person, need.pk)

    def arrays(self) -> dict[str, np.ndarray]:
        """`ban_v`, `ban_o`."""
        both = np.array(sorted(self.pairs), dtype=np.int32).reshape(-1, 2)
        return {"ban_v": both[:, 0].copy(), "ban_o": both[:, 1].copy()}
